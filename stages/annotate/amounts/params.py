"""The knobs of the amounts step, and nothing else."""

from typing import Annotated

import msgspec

#: An ISO 4217 code.
Currency = Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]


class AmountsParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which currency is meant by a word or sign that several countries use.

    A choice made here is named in the amount's `rule` ("currency_first+dollar_default"), so that it can be told from a
    currency that the text states. None leaves the currency of such an amount null ("+franc_open"). A wrong default
    puts a wrong currency on every bare amount of that family; no default loses the currency of them all. None of the
    knobs changes which amounts are found, or costs any time.

    Attributes:
        dollar: currency of "$5", "five dollars" and "50 cents".
        rupee: of "Rs 5", "five rupees", "50 paisa".
        pound: of "five million pounds" and "50 pence"; the sign "£" always means GBP.
        riyal: of "riyals".
        dirham: of "Dh 5" and "dirhams".
        franc: of "francs": Swiss today, mostly French in the press before 2002, CFA in West Africa.
        peso: of "pesos".
        dinar: of "dinars".
        crown: of "crowns" and "kroner".
        shilling: of "shillings".
        yen_sign: of "¥", which China shares.
    """

    dollar: Currency | None = "USD"
    rupee: Currency | None = "PKR"
    pound: Currency | None = "GBP"
    riyal: Currency | None = "SAR"
    dirham: Currency | None = "AED"
    franc: Currency | None = None
    peso: Currency | None = None
    dinar: Currency | None = None
    crown: Currency | None = None
    shilling: Currency | None = None
    yen_sign: Currency | None = "JPY"
