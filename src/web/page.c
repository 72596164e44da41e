// One frame for every page, so that help and languages stand at the same place everywhere.
#include "web/page.h"

#include "render/asset.h"
#include "web/response.h"

static const char *const served[] = {"portal.css", "portal.js", "portal.svg", "copy.js", "keep.js"};

Str page_asset_address(Arena *arena, const char *name) {
    return str_format(arena, "/assets/%s/%s", asset_file(name)->tag, name);
}

Str page_asset_content(Str tag, Str name) {
    for (size_t i = 0; i < sizeof served / sizeof *served; i++)
        if (str_is(name, served[i]) && str_is(tag, asset_file(served[i])->tag)) return asset_markup(served[i]).s;
    return STR_NONE;
}

FrameView page_frame(Arena *arena, const PageFrame *page) {
    FrameView view = {.title = page->title,
                      .is_practice = page->is_practice,
                      .style = page_asset_address(arena, "portal.css"),
                      .script = page_asset_address(arena, "portal.js"),
                      .icon = page_asset_address(arena, "portal.svg")};
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        Str code = lang_code(lang);
        PUSH(arena, view.tongues,
             ((FrameTongueView){.code = code,
                                .name = word(lang, MSG_PORTAL_TONGUE),
                                .address = str_format(arena, "/%.*s%.*s", STR_ARG(code), STR_ARG(page->tail)),
                                .is_here = lang == page->lang}));
    }
    return view;
}
