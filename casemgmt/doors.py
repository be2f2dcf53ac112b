"""The addresses that other packages bring: what each is, or why it stays closed."""

from core.routes import DOORS, card

_FORM = ("GET", "POST")

DOORS.update(
    {
        # Before anybody is known.
        "account_login": card(
            *_FORM, kind="public", does="sign in", event="accounts.sign_in", throttle="login"
        ),
        "account_inactive": card("GET", kind="public", event="none: says that the account has ended"),
        "account_reset_password": card(
            *_FORM, kind="public", does="ask for a new password", event="accounts.reset_asked"
        ),
        "account_reset_password_done": card(
            "GET", kind="public", event="none: says that a message is on its way"
        ),
        "account_reset_password_from_key": card(
            *_FORM, kind="public", does="set a password", event="accounts.password_set"
        ),
        "account_reset_password_from_key_done": card(
            "GET", kind="public", event="none: says that it is done"
        ),
        "mfa_authenticate": card(
            *_FORM, kind="public", does="show the second factor", event="accounts.sign_in"
        ),
        "mfa_login_webauthn": card(
            *_FORM, kind="public", does="sign in by passkey", event="accounts.sign_in"
        ),
        # One's own account.
        "account_logout": card(*_FORM, kind="session", does="sign out", event="accounts.sign_out"),
        "account_reauthenticate": card(
            *_FORM, kind="session", does="show the password again", event="none: own account"
        ),
        "account_change_password": card(
            *_FORM, kind="session", does="change the password", event="accounts.password_set"
        ),
        **{
            name: card(*_FORM, kind="session", does="own second factor", event="none: own account")
            for name in (
                "mfa_activate_totp",
                "mfa_deactivate_totp",
                "mfa_add_webauthn",
                "mfa_edit_webauthn",
                "mfa_remove_webauthn",
                "mfa_generate_recovery_codes",
                "mfa_reauthenticate",
                "mfa_reauthenticate_webauthn",
            )
        },
        "mfa_index": card("GET", kind="session", event="none: own account"),
        "mfa_list_webauthn": card("GET", kind="session", event="none: own account"),
        "mfa_view_recovery_codes": card("GET", kind="session", event="none: own account"),
        "mfa_download_recovery_codes": card("GET", kind="session", event="none: own account"),
    }
)

# Never served (404), with the reason; the gate in tests/policy fails for an address that is in neither list.
CLOSED = {
    "account_signup": "people are invited by an administrator",
    "account_signup_by_passkey": "people are invited by an administrator",
    "mfa_signup_webauthn": "people are invited by an administrator",
    "account_email": "the address belongs to the invitation; an administrator corrects it",
    "account_email_verification_sent": "addresses are not verified by mail",
    "account_confirm_email": "addresses are not verified by mail",
    "account_set_password": "everybody has a password from the invitation on",
    "account_confirm_login_code": "no sign-in by a code in a mail",
    "account_request_login_code": "no sign-in by a code in a mail",
    "mfa_trust": "no browser is trusted without its second factor: ward desks are shared",
}
