// A QR code as a picture of markup. It says nothing that does not stand beside it in letters.
#pragma once

#include "base/arena.h"
#include "render/html.h"

// Empty if the text is too long for one.
Markup qr_picture(Arena *arena, Str text);
