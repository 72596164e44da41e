// The one font of all printed matter, IPAex Gothic, and nothing else: no configuration of the system is read and no cache is
// written, so a form looks the same on every machine. Knows nothing of forms.
#pragma once

#include "print/library.h"

#define FONT_FAMILY "IPAexGothic"

// A context to set text in, in points; the caller gives it back with g_object_unref. ERR_IO: the font is missing.
MUST_CHECK Err fonts_context(const Drawing *lib, PangoContext **out);
