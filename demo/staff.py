"""Who works at the demonstration hospital: the sign-ins that are printed, and their colleagues."""

from dataclasses import dataclass

from accounts.permissions import Role


@dataclass(frozen=True)
class Post:
    """A post at a site (0 or 1) and, for the ward roles, on a unit by its place in `demo.house.UNITS`."""

    username: str
    role: Role
    site: int = 0
    unit: int | None = None


# One name a role that is easy to remember; these stand in the table that `make run` prints.
SIGN_INS = {
    Role.CASE_MANAGER: "case.manager",
    Role.NURSE: "nurse",
    Role.SOCIAL_WORKER: "social.worker",
    Role.COORDINATOR: "coordinator",
    Role.INTAKE: "intake",
    Role.ADVOCATE: "advocate",
    Role.SUPERVISOR: "supervisor",
    Role.CONSULTANT: "consultant",
    Role.PRIVACY: "privacy.officer",
    Role.ADMINISTRATOR: "administrator",
}
# How many of each there are in all, over both sites; those who give roles to others come first.
NUMBERS = {
    Role.ADMINISTRATOR: 3,
    Role.SUPERVISOR: 2,
    Role.CASE_MANAGER: 9,
    Role.NURSE: 9,
    Role.SOCIAL_WORKER: 6,
    Role.COORDINATOR: 5,
    Role.INTAKE: 5,
    Role.ADVOCATE: 2,
    Role.CONSULTANT: 3,
    Role.PRIVACY: 1,
}
WARD = (Role.CASE_MANAGER, Role.NURSE, Role.SOCIAL_WORKER, Role.COORDINATOR)
UNITS = 3


def posts() -> list[Post]:
    """Every post; the first two units are at the first site, the third is at the second."""
    found = []
    for role, number in NUMBERS.items():
        for n in range(number):
            unit = n % UNITS if role in WARD else None
            site = int(unit == UNITS - 1) if unit is not None else int(number > 1 and n == number - 1)
            name = SIGN_INS[role] if n == 0 else f"{SIGN_INS[role]}.{n + 1}"
            found.append(Post(name, role, site, unit))
    return found
