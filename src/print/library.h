// Pango, Cairo, Fontconfig and libxlsxwriter, opened when something is to be printed and not before: loading them takes longer
// than most commands take to answer, and processes that never print never map them. Every function of theirs that is called
// stands here once; `library->cairo_fill(...)` is checked by the compiler like a direct call. Knows nothing of forms.
#pragma once

#include "base/err.h"

#include <cairo-ft.h>
#include <cairo-pdf.h>
#include <fontconfig/fcfreetype.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <xlsxwriter.h>

#define DRAWING_FUNCTIONS(X)                                                                                                   \
    X(FT_Init_FreeType)                                                                                                        \
    X(FT_New_Memory_Face)                                                                                                      \
    X(FcConfigAppFontAddFile)                                                                                                  \
    X(FcConfigCreate)                                                                                                          \
    X(FcConfigDestroy)                                                                                                         \
    X(FcConfigGetFonts)                                                                                                        \
    X(FcConfigSetCurrent)                                                                                                      \
    X(FcPatternAddFTFace)                                                                                                      \
    X(cairo_close_path)                                                                                                        \
    X(cairo_create)                                                                                                            \
    X(cairo_destroy)                                                                                                           \
    X(cairo_fill)                                                                                                              \
    X(cairo_font_options_create)                                                                                               \
    X(cairo_font_options_destroy)                                                                                              \
    X(cairo_font_options_set_hint_metrics)                                                                                     \
    X(cairo_font_options_set_hint_style)                                                                                       \
    X(cairo_ft_scaled_font_lock_face)                                                                                          \
    X(cairo_ft_scaled_font_unlock_face)                                                                                        \
    X(cairo_line_to)                                                                                                           \
    X(cairo_move_to)                                                                                                           \
    X(cairo_pdf_surface_add_outline)                                                                                           \
    X(cairo_pdf_surface_create_for_stream)                                                                                     \
    X(cairo_pdf_surface_set_metadata)                                                                                          \
    X(cairo_rectangle)                                                                                                         \
    X(cairo_set_dash)                                                                                                          \
    X(cairo_set_line_width)                                                                                                    \
    X(cairo_set_source_rgb)                                                                                                    \
    X(cairo_show_page)                                                                                                         \
    X(cairo_status)                                                                                                            \
    X(cairo_stroke)                                                                                                            \
    X(cairo_surface_destroy)                                                                                                   \
    X(cairo_surface_finish)                                                                                                    \
    X(cairo_surface_status)                                                                                                    \
    X(g_object_get_qdata)                                                                                                      \
    X(g_object_set_qdata_full)                                                                                                 \
    X(g_object_unref)                                                                                                          \
    X(g_quark_from_static_string)                                                                                              \
    X(g_quark_try_string)                                                                                                      \
    X(hb_font_get_variation_glyph)                                                                                             \
    X(pango_attr_family_new)                                                                                                   \
    X(pango_attr_insert_hyphens_new)                                                                                           \
    X(pango_attr_list_copy)                                                                                                    \
    X(pango_attr_list_insert)                                                                                                  \
    X(pango_attr_list_new)                                                                                                     \
    X(pango_attr_list_unref)                                                                                                   \
    X(pango_cairo_context_set_font_options)                                                                                    \
    X(pango_cairo_context_set_resolution)                                                                                      \
    X(pango_cairo_font_get_scaled_font)                                                                                        \
    X(pango_cairo_font_map_get_default)                                                                                        \
    X(pango_cairo_font_map_new)                                                                                                \
    X(pango_cairo_show_layout_line)                                                                                            \
    X(pango_context_load_font)                                                                                                 \
    X(pango_context_set_base_dir)                                                                                              \
    X(pango_context_set_language)                                                                                              \
    X(pango_context_set_round_glyph_positions)                                                                                 \
    X(pango_fc_font_map_set_config)                                                                                            \
    X(pango_font_description_free)                                                                                             \
    X(pango_font_description_new)                                                                                              \
    X(pango_font_description_set_absolute_size)                                                                                \
    X(pango_font_description_set_family_static)                                                                                \
    X(pango_font_get_hb_font)                                                                                                  \
    X(pango_font_map_create_context)                                                                                           \
    X(pango_language_from_string)                                                                                              \
    X(pango_layout_get_extents)                                                                                                \
    X(pango_layout_get_lines_readonly)                                                                                         \
    X(pango_layout_get_unknown_glyphs_count)                                                                                   \
    X(pango_layout_line_get_extents)                                                                                           \
    X(pango_layout_new)                                                                                                        \
    X(pango_layout_set_attributes)                                                                                             \
    X(pango_layout_set_auto_dir)                                                                                               \
    X(pango_layout_set_ellipsize)                                                                                              \
    X(pango_layout_set_font_description)                                                                                       \
    X(pango_layout_set_text)                                                                                                   \
    X(pango_layout_set_width)                                                                                                  \
    X(pango_layout_set_wrap)

#define SHEET_FUNCTIONS(X)                                                                                                     \
    X(format_set_align)                                                                                                        \
    X(format_set_bg_color)                                                                                                     \
    X(format_set_border)                                                                                                       \
    X(format_set_border_color)                                                                                                 \
    X(format_set_font_color)                                                                                                   \
    X(format_set_font_name)                                                                                                    \
    X(format_set_font_size)                                                                                                    \
    X(format_set_num_format)                                                                                                   \
    X(format_set_text_wrap)                                                                                                    \
    X(workbook_add_format)                                                                                                     \
    X(workbook_add_worksheet)                                                                                                  \
    X(workbook_close)                                                                                                          \
    X(workbook_new_opt)                                                                                                        \
    X(workbook_set_properties)                                                                                                 \
    X(worksheet_fit_to_pages)                                                                                                  \
    X(worksheet_freeze_panes)                                                                                                  \
    X(worksheet_merge_range)                                                                                                   \
    X(worksheet_repeat_rows)                                                                                                   \
    X(worksheet_set_column)                                                                                                    \
    X(worksheet_set_footer)                                                                                                    \
    X(worksheet_set_margins)                                                                                                   \
    X(worksheet_set_paper)                                                                                                     \
    X(worksheet_set_row)                                                                                                       \
    X(worksheet_write_string)

#define LIBRARY_MEMBER(name) __typeof__(&name) name;

typedef struct Drawing {
    DRAWING_FUNCTIONS(LIBRARY_MEMBER)
} Drawing;

typedef struct Sheets {
    SHEET_FUNCTIONS(LIBRARY_MEMBER)
} Sheets;

// ERR_IO: the library is not installed. What is open stays open; opening again costs some microseconds.
MUST_CHECK Err library_drawing(Drawing *out);
MUST_CHECK Err library_sheets(Sheets *out);
