"""The application's own processes as actors: each is a service user with the grants of `SYSTEM_GRANTS`."""

from accounts.models import User
from accounts.permissions import SYSTEM_GRANTS

NAMES = {"system:feed": "Message feed", "system:keeper": "Follow-up keeper", "system:setup": "Setup"}


def ensure() -> None:
    """Make the service users that are missing; they have no password and cannot sign in."""
    for username in SYSTEM_GRANTS:
        if not User.objects.filter(username=username).exists():
            user = User(username=username, name=NAMES[username], is_service=True)
            user.set_unusable_password()
            user.save()


def system(name: str) -> User:
    """The service user of a named process, such as `system("feed")`."""
    return User.objects.get(username=f"system:{name}")
