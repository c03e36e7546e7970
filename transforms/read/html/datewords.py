"""Words beside a date that say what it is the date of, in the languages of news."""

from __future__ import annotations

import re
from typing import Final

PUBLISHED: Final = re.compile(
    r"""\b(?:publi[sécz]|pubbl|public|gepubli|publis|opubli|posted|gepost|postad|postat|posté|created|written|issued
    |veröffentlicht|erstellt|geschrieben|verfasst|eingestellt|erschienen|online\sseit|datum|date|dato|data|fecha|paru
    |mis\sen\sligne|créé|écrit|escrito|creado|scritto|inserito|geplaatst|aangemaakt|udgivet|oprettet|skrevet|lagt\sut
    |dodan|vydán|vytvořen|zveřejněn|objavljen|objavlj|közzét|megjelent|julkaistu|yayın|eklenme|đăng
    |опублик|опублік|размещ|дата|δημοσ|pressemitteilung|pressemeldung|press\srelease|communiqué|news|nachricht)
    |发布|發布|发表|發表|公開|掲載|投稿|등록|입력|작성|نشر|תאריך|פורסם|تاريخ""",
    re.IGNORECASE | re.VERBOSE,
)
MODIFIED: Final = re.compile(
    r"""\b(?<!-)(?:updat|last\s|modif|edited|revised|aktualis|geändert|bearbeitet|überarbeitet|letzte|mis\sà\sjour|maj\b
    |actualiz|atualiz|aggiorn|bijgewerkt|gewijzigd|laatst|oppdatert|sist\s|uppdater|ändrad|senast|opdater|zaktualiz
    |aktualiz|modyfik|обновл|измен|оновл|змінен|päivit|muokat|frissít|ažurir|izmen|actualizat|ενημ|güncel|cập\snhật)
    |更新|修改|수정|تحديث|עודכן""",
    re.IGNORECASE | re.VERBOSE,
)
OTHER: Final = re.compile(
    r"""\b(?:events?|termine?|veranstaltung|beginn|starts?|ends?|until|till|bis|ab|gültig|verfügbar|accessed|abgerufen|aufgerufen
    |retrieved|zugriff|consulté|consultado|born|geboren|geb|died|gestorben|erscheinungs\w*|released?|copyright|seit|since
    |joined|mitglied|deadline|einsendeschluss|jusqu|hasta|tot|valid|kommentar|comment|through|vom|from|zwischen|between)\b
    |©""",
    re.IGNORECASE | re.VERBOSE,
)
