// Names are looked up one by one in the library and all that it depends on.
#include "print/library.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef struct Symbol {
    const char *name;
    size_t offset; // of its pointer in the table
} Symbol;

static bool find_all(void *library, const Symbol *symbols, size_t count, void *table) {
    for (size_t i = 0; i < count; i++) {
        void *found = library ? dlsym(library, symbols[i].name) : NULL;
        if (!found) return false;
        memcpy((char *)table + symbols[i].offset, &found, sizeof found);
    }
    return true;
}

#define DRAWING_SYMBOL(name) {#name, offsetof(Drawing, name)},
#define SHEET_SYMBOL(name) {#name, offsetof(Sheets, name)},

// Pango for Cairo brings the three others along.
Err library_drawing(Drawing *out) {
    static const Symbol symbols[] = {DRAWING_FUNCTIONS(DRAWING_SYMBOL)};
    void *library = dlopen("libpangocairo-1.0.so.0", RTLD_LAZY | RTLD_LOCAL);
    return find_all(library, symbols, sizeof symbols / sizeof *symbols, out) ? ERR_OK : ERR_IO;
}

Err library_sheets(Sheets *out) {
    static const Symbol symbols[] = {SHEET_FUNCTIONS(SHEET_SYMBOL)};
    void *library = dlopen("libxlsxwriter.so.4", RTLD_LAZY | RTLD_LOCAL);
    return find_all(library, symbols, sizeof symbols / sizeof *symbols, out) ? ERR_OK : ERR_IO;
}
