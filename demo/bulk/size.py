"""How big the hospital is: everything else follows from patients and beds."""

from dataclasses import dataclass

from accounts.permissions import Role

BEDS_PER_FACILITY, BEDS_PER_UNIT, UNITS_PER_TEAM = 200, 20, 2
# Beds for each person of a role; 200 beds have 300 open cases with six people each, so about 100 cases a nurse.
BEDS_PER_PERSON = {
    Role.CASE_MANAGER: 33,
    Role.NURSE: 33,
    Role.SOCIAL_WORKER: 67,
    Role.COORDINATOR: 67,
    Role.CONSULTANT: 100,
    Role.INTAKE: 100,
    Role.SUPERVISOR: 100,
    Role.ADMINISTRATOR: 100,
    Role.PRIVACY: 200,
    Role.ADVOCATE: 200,
}
FEWEST = 2


@dataclass(frozen=True)
class Size:
    """Numbers of everything, from those that are chosen."""

    patients: int
    beds: int
    seed: int = 1

    @property
    def facilities(self) -> int:
        return -(-self.beds // BEDS_PER_FACILITY)

    @property
    def units(self) -> int:
        return -(-self.beds // BEDS_PER_UNIT)

    @property
    def cases(self) -> int:
        """Every fifth patient has come twice."""
        return self.patients + self.patients // 5

    @property
    def open(self) -> int:
        """One for every bed, and half as many patients who have left and are followed up."""
        return self.beds * 3 // 2

    def people(self, role: str) -> int:
        """How many of a role work at each facility."""
        return max(FEWEST, -(-self.beds // self.facilities // BEDS_PER_PERSON[Role(role)]))

    def fault(self) -> str:
        """A sentence when these numbers cannot be filled; empty otherwise."""
        if not 20 <= self.beds <= 20_000:
            return "Choose 20 to 20000 beds."
        if not 2 * self.open <= self.patients <= 5_000_000:
            return (
                f"Choose {2 * self.open} to 5000000 patients: {self.beds} beds have {self.open} open cases."
            )
        return ""
