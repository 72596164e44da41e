// Finds a built-in file of assets/ by its name. A name that is not there is a mistake of ours, found by any test of the page.
#include "render/asset.h"

#include <assert.h>

const EmbeddedFile *asset_file(const char *name) {
    static const EmbeddedFile none = {"", (const unsigned char *)"", 0, ""};
    for (size_t i = 0; i < embedded_assets_count; i++)
        if (strcmp(embedded_assets[i].path, name) == 0) return &embedded_assets[i];
    assert(false && "the asset is there");
    return &none;
}

Markup asset_markup(const char *name) {
    const EmbeddedFile *file = asset_file(name);
    return (Markup){{(const char *)file->bytes, file->length}};
}
