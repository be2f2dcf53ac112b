"""The languages offered on forms: ISO 639 codes of those spoken most by patients of United States hospitals.

Source of the order of frequency: none is claimed; English and Spanish lead, the rest are by name. A feed may bring
other codes, which are kept and shown as they are.
"""

from django.utils.translation import gettext_lazy as _

FIRST = {"en": _("English"), "es": _("Spanish")}
OTHERS = {
    "sq": _("Albanian"), "am": _("Amharic"), "ar": _("Arabic"), "hy": _("Armenian"), "bn": _("Bengali"),
    "bs": _("Bosnian"), "my": _("Burmese"), "yue": _("Cantonese"), "zh": _("Chinese"), "hr": _("Croatian"),
    "cs": _("Czech"), "da": _("Danish"), "nl": _("Dutch"), "fi": _("Finnish"), "fr": _("French"),
    "de": _("German"), "el": _("Greek"), "gu": _("Gujarati"), "ht": _("Haitian Creole"), "he": _("Hebrew"),
    "hi": _("Hindi"), "hmn": _("Hmong"), "hu": _("Hungarian"), "ig": _("Igbo"), "it": _("Italian"),
    "ja": _("Japanese"), "km": _("Khmer"), "rw": _("Kinyarwanda"), "ko": _("Korean"), "ku": _("Kurdish"),
    "lo": _("Lao"), "cmn": _("Mandarin"), "nv": _("Navajo"), "ne": _("Nepali"), "no": _("Norwegian"),
    "ps": _("Pashto"), "fa": _("Persian"), "pl": _("Polish"), "pt": _("Portuguese"), "pa": _("Punjabi"),
    "ro": _("Romanian"), "ru": _("Russian"), "sr": _("Serbian"), "ase": _("Sign language (American)"),
    "so": _("Somali"), "sw": _("Swahili"), "sv": _("Swedish"), "tl": _("Tagalog"), "ta": _("Tamil"),
    "te": _("Telugu"), "th": _("Thai"), "ti": _("Tigrinya"), "tr": _("Turkish"), "tw": _("Twi"),
    "uk": _("Ukrainian"), "ur": _("Urdu"), "vi": _("Vietnamese"), "yi": _("Yiddish"), "yo": _("Yoruba"),
}  # fmt: skip
LANGUAGES = {**FIRST, **OTHERS}
CHOICES = [("", _("Not asked yet")), *LANGUAGES.items()]


def name_of(code: str) -> str:
    """The name of a language, or the code itself when it is not among those offered."""
    return str(LANGUAGES.get(code, code))
