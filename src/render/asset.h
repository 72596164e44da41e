// Style and script of pages: written by us, built in, markup as they are.
#pragma once

#include "render/html.h"

Markup asset_markup(const char *name);
