"""Word groups of one family of edits each: what people call a shape, a corner, a fade.

Written as in `vocabulary`. A mark such as {ratio=9:16} says what the words before it mean.
"""

from __future__ import annotations

from nemo_watch.studio.language.families.joining import JOINING_GROUPS
from nemo_watch.studio.language.families.lettering import LETTERING_GROUPS
from nemo_watch.studio.language.families.picture import PICTURE_GROUPS
from nemo_watch.studio.language.families.saving import SAVING_GROUPS
from nemo_watch.studio.language.families.sound import SOUND_GROUPS
from nemo_watch.studio.language.families.time import TIME_GROUPS

FAMILY_GROUPS = {**TIME_GROUPS, **PICTURE_GROUPS, **SOUND_GROUPS, **LETTERING_GROUPS, **JOINING_GROUPS, **SAVING_GROUPS}
"""The groups of all families, by the names that patterns use."""
