// Finds a built-in file of assets/ by its name. A name that is not there is a mistake of ours, found by any test of the page.
#include "render/asset.h"
#include "base/embedded.h"
#include <assert.h>

Markup asset_markup(const char *name) {
    Str wanted = str_from(name);
    for (size_t i = 0; i < embedded_assets_count; i++)
        if (str_is(wanted, embedded_assets[i].path))
            return (Markup){{(const char *)embedded_assets[i].bytes, embedded_assets[i].length}};
    assert(false && "the asset is there");
    return MARKUP("");
}
