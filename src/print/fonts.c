// The font maps are kept where Pango itself keeps one: the ordinary one is Pango's own, the one of all fonts hangs on it, and
// GLib remembers that they are ours. Our Fontconfig must be the current one before a map exists: Pango starts reading the
// current one the moment a map is made.
#include "print/fonts.h"
#include "base/limits.h"
#include "base/sys.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static const char *const rare_files[] = {
    "/usr/share/fonts/truetype/hanazono/HanaMinA.ttf",
    "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf",
    "/usr/share/fonts/truetype/ancient-scripts/Symbola_hint.ttf",
};
static const char *const families[] = {FONT_FAMILY, "HanaMinA", "HanaMinB", "Symbola"};
static const char mark[] = "todoke.fonts";

static uint32_t number_at(Str font, size_t at) {
    const unsigned char *p = (const unsigned char *)font.ptr + at;
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

// Where the character map of the font begins; 0: it has none.
static size_t find_cmap(Str font) {
    size_t tables = font.len < 12 ? 0 : number_at(font, 4) >> 16;
    for (size_t at = 12; tables > 0 && at + 16 <= font.len; at += 16, tables--)
        if (memcmp(font.ptr + at, "cmap", 4) == 0 && number_at(font, at + 8) + 4 <= font.len) return number_at(font, at + 8);
    return 0;
}

// For every glyph of every document Cairo searches the whole character map for the character, which Pango has told it already:
// a quarter of the time of a form. So it draws from a face that says it has no map; Pango reads one of its own.
static bool face_without_map(const Drawing *lib, const char *path, FT_Face *out) {
    Str font;
    FT_Library library;
    if (sys_keep_file(path, LIMIT_FONT_BYTES, &font)) return false;
    size_t cmap = find_cmap(font);
    if (cmap == 0) return false;
    memset((char *)font.ptr + cmap + 2, 0, 2); // the number of its tables
    return lib->FT_Init_FreeType(&library) == 0 &&
           lib->FT_New_Memory_Face(library, (const FT_Byte *)font.ptr, (FT_Long)font.len, 0, out) == 0;
}

static bool add_font(const Drawing *lib, FcConfig *config, const char *path) {
    FT_Face face;
    if (!face_without_map(lib, path, &face) || !lib->FcConfigAppFontAddFile(config, (const FcChar8 *)path)) return false;
    const FcFontSet *fonts = lib->FcConfigGetFonts(config, FcSetApplication);
    return lib->FcPatternAddFTFace(fonts->fonts[fonts->nfont - 1], FC_FT_FACE, face);
}

static FcConfig *read_fonts(const Drawing *lib, FontSet set) {
    FcConfig *config = lib->FcConfigCreate();
    if (!config) return NULL;
    if (!add_font(lib, config, FONT_FILE)) {
        lib->FcConfigDestroy(config);
        return NULL;
    }
    for (size_t i = 0; set == FONTS_ALL && i < sizeof rare_files / sizeof *rare_files; i++)
        add_font(lib, config, rare_files[i]); // one that is missing leaves boxes
    return config;
}

// Once for shaping, once for drawing.
static void open_face(const Drawing *lib, PangoContext *context, const char *family) {
    PangoFontDescription *wanted = lib->pango_font_description_new();
    lib->pango_font_description_set_family_static(wanted, family);
    PangoFont *font = lib->pango_context_load_font(context, wanted);
    cairo_scaled_font_t *scaled = font ? lib->pango_cairo_font_get_scaled_font((PangoCairoFont *)font) : NULL;
    if (font) lib->pango_font_get_hb_font(font);
    if (scaled && lib->cairo_ft_scaled_font_lock_face(scaled)) lib->cairo_ft_scaled_font_unlock_face(scaled);
    if (font) lib->g_object_unref(font);
    lib->pango_font_description_free(wanted);
}

// Pango reads a list of Thai words when it first breaks a line of Thai.
static void open_words(const Drawing *lib, PangoContext *context) {
    PangoLayout *layout = lib->pango_layout_new(context);
    static const char thai[] = {(char)0xE0, (char)0xB8, (char)0x81, (char)0xE0, (char)0xB8, (char)0x81};
    lib->pango_layout_set_text(layout, thai, sizeof thai);
    lib->pango_layout_get_lines_readonly(layout);
    lib->g_object_unref(layout);
}

// What is read from files is read now, not when a letter first needs it.
static void open_faces(const Drawing *lib, FontSet set) {
    PangoContext *context = fonts_context(lib, set);
    size_t count = set == FONTS_ALL ? sizeof families / sizeof *families : 1;
    for (size_t i = 0; i < count; i++) open_face(lib, context, families[i]);
    if (set == FONTS_ALL) open_words(lib, context);
    lib->g_object_unref(context);
}

static PangoFontMap *map_of(const Drawing *lib, FontSet set) {
    PangoFontMap *map = lib->pango_cairo_font_map_get_default();
    return set == FONTS_ALL ? lib->g_object_get_qdata((GObject *)map, lib->g_quark_try_string(mark)) : map;
}

// GLib remembers a mark once it was used, so before the first use nothing has to be made to look for it.
static Err open_ordinary(const Drawing *lib) {
    if (lib->g_quark_try_string(mark)) return ERR_OK;
    FcConfig *config = read_fonts(lib, FONTS_ORDINARY);
    if (!config || !lib->FcConfigSetCurrent(config)) {
        if (config) lib->FcConfigDestroy(config);
        return ERR_IO;
    }
    lib->pango_fc_font_map_set_config((PangoFcFontMap *)lib->pango_cairo_font_map_get_default(), config);
    lib->g_quark_from_static_string(mark);
    lib->FcConfigDestroy(config); // the map and Fontconfig hold it
    open_faces(lib, FONTS_ORDINARY);
    return ERR_OK;
}

Err fonts_open(const Drawing *lib, FontSet set) {
    Err err = open_ordinary(lib);
    if (err || set == FONTS_ORDINARY || map_of(lib, FONTS_ALL)) return err;
    FcConfig *config = read_fonts(lib, FONTS_ALL);
    if (!config) return ERR_IO;
    PangoFontMap *map = lib->pango_cairo_font_map_new();
    lib->pango_fc_font_map_set_config((PangoFcFontMap *)map, config);
    lib->FcConfigDestroy(config);
    GObject *keeper = (GObject *)map_of(lib, FONTS_ORDINARY);
    lib->g_object_set_qdata_full(keeper, lib->g_quark_from_static_string(mark), map, lib->g_object_unref);
    open_faces(lib, FONTS_ALL);
    return ERR_OK;
}

PangoContext *fonts_context(const Drawing *lib, FontSet set) {
    PangoContext *context = lib->pango_font_map_create_context(map_of(lib, set));
    lib->pango_cairo_context_set_resolution(context, 72);
    lib->pango_context_set_language(context, lib->pango_language_from_string("ja"));
    lib->pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
    lib->pango_context_set_round_glyph_positions(context, FALSE);
    // Places must not depend on where the text is drawn.
    cairo_font_options_t *options = lib->cairo_font_options_create();
    lib->cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    lib->cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    lib->pango_cairo_context_set_font_options(context, options);
    lib->cairo_font_options_destroy(options);
    return context;
}
