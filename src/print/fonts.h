// The fonts of all printed matter, and no others: no configuration of the system is read and no cache is written, so a form
// looks the same on every machine. IPAex Gothic has what nearly every form needs. The set of all fonts has names that it lacks
// (𠮷, ideographs with a variation selector) and pictures; reading it takes long, so it is used only by what needs it. Knows
// nothing of forms.
#pragma once

#include "print/library.h"

typedef enum FontSet { FONTS_ORDINARY, FONTS_ALL } FontSet;

#define FONT_FILE "/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf"
#define FONT_FAMILY "IPAexGothic"
#define FONT_FAMILIES "IPAexGothic,HanaMinA,HanaMinB,Symbola"
#define FONT_VARIANTS "HanaMinA" // has the variants that IPAex Gothic lacks

// Opens the fonts of a set, once for a process: what may not open files later calls it for both sets before. ERR_IO: IPAex
// Gothic is missing; of the other fonts there are those that are installed.
MUST_CHECK Err fonts_open(const Drawing *lib, FontSet set);
// A context to set text in, in points, for a set that is open; the caller gives it back with g_object_unref.
PangoContext *fonts_context(const Drawing *lib, FontSet set);
