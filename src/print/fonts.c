// The font map is kept where Pango itself keeps one, and GLib remembers that it is ours: reading the font takes longer than
// setting a form, so it is done once. Our Fontconfig must be the current one before the map exists: Pango starts reading the
// current one the moment a map is made.
#include "print/fonts.h"

#include <stddef.h>

static const char font_file[] = "/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf";
static const char mark[] = "todoke.fonts";

static FcConfig *read_font(const Drawing *lib) {
    FcConfig *config = lib->FcConfigCreate();
    if (!config) return NULL;
    if (lib->FcConfigAppFontAddFile(config, (const FcChar8 *)font_file) && lib->FcConfigSetCurrent(config)) return config;
    lib->FcConfigDestroy(config);
    return NULL;
}

// GLib remembers a mark once it was used, so before the first use nothing has to be made to look for it.
Err fonts_context(const Drawing *lib, PangoContext **out) {
    FcConfig *config = NULL;
    if (!lib->g_quark_try_string(mark) && !(config = read_font(lib))) return ERR_IO;
    PangoFontMap *map = lib->pango_cairo_font_map_get_default();
    if (config) {
        lib->pango_fc_font_map_set_config((PangoFcFontMap *)map, config);
        lib->g_quark_from_static_string(mark);
        lib->FcConfigDestroy(config); // the map and Fontconfig hold it
    }
    *out = lib->pango_font_map_create_context(map);
    lib->pango_cairo_context_set_resolution(*out, 72);
    lib->pango_context_set_language(*out, lib->pango_language_from_string("ja"));
    lib->pango_context_set_base_dir(*out, PANGO_DIRECTION_LTR);
    lib->pango_context_set_round_glyph_positions(*out, FALSE);
    // Places must not depend on where the text is drawn.
    cairo_font_options_t *options = lib->cairo_font_options_create();
    lib->cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    lib->cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    lib->pango_cairo_context_set_font_options(*out, options);
    lib->cairo_font_options_destroy(options);
    return ERR_OK;
}
