// Style and script of pages: written by us, built in, markup as they are.
#pragma once

#include "base/embedded.h"
#include "render/html.h"

const EmbeddedFile *asset_file(const char *name);
Markup asset_markup(const char *name);
