"""The forms of names and addresses, as regular expressions."""

SLUG = r"^[a-z0-9][a-z0-9-]{0,62}$"
STEP_ID = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$"
ENTRY_POINT = r"^[A-Za-z_][\w.]*:[A-Za-z_][\w.]*$"
QUESTION_NAME = r"^[A-Za-z][A-Za-z0-9_]{0,62}$"
STRATUM = r"^([A-Za-z0-9_-]+|answers\.[A-Za-z0-9_-]+\.[A-Za-z0-9_]+)$"
HTTPS = r"^https://[^\s/]+(/\S*)?$"
REDIRECT = r"^https://[^\s/{}]+(/([^\s{}]|\{[^\s{}]+\})*)?$"
BUCKET = r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$"
PREFIX = r"^[A-Za-z0-9_-][A-Za-z0-9._/-]*[A-Za-z0-9_-]$"
ENDPOINT = r"^https?://[^/]+$"
SIGNER = r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/?([A-Za-z0-9._~/-]+)?$"
DISTRIBUTION = r"^[A-Z0-9]{8,32}$"
HEX_COLOR = r"^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$"
CURRENCY = r"^[A-Z]{3}$"
FONTS = r"^[A-Za-z0-9 ,\"'-]+$"
LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$"

IN_WORDS = {
    SLUG: "use lower-case letters, digits and hyphens, beginning with a letter or digit",
    STEP_ID: "use letters, digits, hyphens and underscores",
    ENTRY_POINT: "write `module:attribute`, for example `my_env:MyEnv`",
    QUESTION_NAME: "use letters, digits and underscores, beginning with a letter",
    STRATUM: "name a URL parameter, such as `site`, or an answer, as `answers.FORM.QUESTION`",
    HTTPS: "expected an address that begins with https:// and has no spaces",
    REDIRECT: "expected an address that begins with https:// and has no spaces; braces are for "
    "names behind the host, such as `{participant}`",
    BUCKET: "use 3 to 63 lower-case letters, digits, hyphens and dots, as S3 does",
    PREFIX: "use letters, digits and . _ - /, without a slash at the beginning or end",
    ENDPOINT: "expected an address such as https://s3.example.org, with nothing behind the host",
    SIGNER: "expected an address such as https://sign.lab.example.org/study",
    DISTRIBUTION: "expected the id of a distribution, such as E2QWRUHAPOMQZL",
    HEX_COLOR: "expected a colour such as `#2a6` or `#22aa66`, in quotes",
    CURRENCY: "expected the code of a currency, such as `EUR` (ISO 4217)",
    FONTS: "expected the names of fonts, such as `Georgia, serif`",
    LANGUAGE: "expected a language such as `en` or `de-AT` (BCP 47)",
}
