"""The devices of django-otp that belong to an account: one authenticator app, and one set of recovery codes."""

import math
import secrets
import time
from base64 import b32encode

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.accounts.models import User
from cms.accounts.second_factor.events import Event, record

CODE_DIGITS = 6
RECOVERY_CODE_DIGITS = 10
RECOVERY_CODES = 10
WRONG_CODES_BEFORE_MAIL = 5
REQUIRED = "required"


def is_required() -> bool:
    """Tell whether every account needs a second factor."""
    return bool(settings.SECOND_FACTOR == REQUIRED)


def authenticator_of(user: User) -> TOTPDevice | None:
    """Return the authenticator app of an account that has one."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def needs_code(user: User) -> bool:
    """Tell whether a password alone does not log this account in."""
    return is_required() or authenticator_of(user) is not None


def new_authenticator(user: User, key: str) -> TOTPDevice:
    """Return an authenticator that is not stored yet: first its owner has to show that the app has the key."""
    return TOTPDevice(user=user, name="authenticator", key=key)


def typed_key(authenticator: TOTPDevice) -> str:
    """Return the key as people type it into an app: Base32 in groups of four."""
    text = b32encode(authenticator.bin_key).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def accept_first_code(authenticator: TOTPDevice, code: str) -> bool:
    """Tell whether the app shows this code, and note that it was used."""
    totp = TOTP(authenticator.bin_key, authenticator.step, authenticator.t0, authenticator.digits)
    totp.time = time.time()
    is_right = bool(totp.verify(int(code), authenticator.tolerance))
    if is_right:
        authenticator.drift, authenticator.last_t = totp.drift, totp.t()
    return is_right


def save_authenticator(authenticator: TOTPDevice, replaced: TOTPDevice | None) -> list[str]:
    """Store an authenticator in place of another, or of none; return its recovery codes.

    Nothing is stored where the account has got another authenticator meanwhile.
    """
    user = authenticator.user
    with transaction.atomic():
        _lock(user)
        if authenticator_of(user) != replaced:
            raise PermissionDenied(_("Another app was set up for this account meanwhile."))
        _delete_devices(user)
        authenticator.save()
        codes = _store_recovery_codes(user)
        record(user, Event.MOVED if replaced else Event.SET_UP, by=user)
    return codes


def renew_recovery_codes(user: User) -> list[str]:
    """Return new recovery codes, in place of all earlier ones. The codes themselves are not stored."""
    with transaction.atomic():
        _lock(user)
        codes = _store_recovery_codes(user)
        record(user, Event.RECOVERY_CODES_RENEWED, by=user)
    return codes


def count_recovery_codes(user: User) -> int:
    """Return how many recovery codes are left."""
    return int(StaticToken.objects.filter(device__user=user).count())


def remove_second_factor(user: User, event: Event, by: User | None) -> bool:
    """Delete the devices of an account and record why; return whether there were any."""
    with transaction.atomic():
        _lock(user)
        had_devices = _delete_devices(user)
        if had_devices:
            record(user, event, by=by)
    return had_devices


def verify_code(user: User, code: str) -> Device:
    """Return the device that accepts a code, which is used up by that; raise `ValidationError` where none does.

    The device's row is locked, so that of two requests with the same code one is refused.
    """
    is_recovery_code = len(code) == RECOVERY_CODE_DIGITS
    model = StaticDevice if is_recovery_code else TOTPDevice
    with transaction.atomic():
        device = model.objects.select_for_update().filter(user=user, confirmed=True).first()
        if device is None:
            raise ValidationError(_("This account has no such code."), code="no_device")
        _refuse_too_many(device)
        is_right = device.verify_token(_matching_digest(device, code) if is_recovery_code else code)
        if is_right and is_recovery_code:
            record(user, Event.RECOVERY_CODE_USED, by=user)
        elif device.throttling_failure_count == WRONG_CODES_BEFORE_MAIL:
            record(user, Event.WRONG_CODES, by=None)
    if not is_right:
        raise ValidationError(
            _("This code is wrong or was used before. Wait until your app shows the next one."), code="wrong_code"
        )
    return device


def _refuse_too_many(device: Device) -> None:
    """Raise an error while the pause after wrong codes lasts; the pause doubles with each of them."""
    is_allowed, reason = device.verify_is_allowed()
    if is_allowed:
        return
    seconds = math.ceil((reason["locked_until"] - timezone.now()).total_seconds())
    minutes = math.ceil(seconds / 60)
    wait = (
        ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
        if seconds < 60
        else ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    )
    raise ValidationError(_("Too many wrong codes. Try again in %(wait)s.") % {"wait": wait}, code="too_many")


def _lock(user: User) -> None:
    """Let no other request change the devices of this account until the transaction ends."""
    User.objects.select_for_update().get(pk=user.pk)


def _delete_devices(user: User) -> bool:
    deleted, _by_model = TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    return bool(deleted)


def _store_recovery_codes(user: User) -> list[str]:
    device, _is_new = StaticDevice.objects.get_or_create(user=user, defaults={"name": "recovery codes"})
    device.token_set.all().delete()
    codes = [
        f"{secrets.randbelow(10**RECOVERY_CODE_DIGITS):0{RECOVERY_CODE_DIGITS}}" for _number in range(RECOVERY_CODES)
    ]
    StaticToken.objects.bulk_create(
        StaticToken(device=device, token=_digest(code, settings.SECRET_KEY)) for code in codes
    )
    return codes


def _matching_digest(device: StaticDevice, code: str) -> str:
    """Return the stored digest of a recovery code, also of one made under an earlier secret key."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [_digest(code, key) for key in keys]
    stored = device.token_set.filter(token__in=digests).first()
    return stored.token if stored else digests[0]


def _digest(code: str, key: str | bytes) -> str:
    """Return what is stored of a recovery code: as many digits of a keyed digest as the column holds."""
    return salted_hmac("cms.accounts.recovery_code", code, secret=key, algorithm="sha256").hexdigest()[:16]
