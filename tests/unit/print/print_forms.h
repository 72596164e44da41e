// Forms filled by hand for the tests and the bench of printing: an ordinary one of two pages, and the hard ones.
#pragma once

#include "base/words.h"
#include "form/fill.h"

#define MADE __attribute__((unused)) static

typedef struct Maker {
    Arena *arena;
    Form *form;
    FilledForm filled;
    FilledSection *sections;
    Section *section_of[64];
    FilledItem items[64][64];
} Maker;

MADE Moment made_moment(const char *text) {
    Moment moment = MOMENT_NONE;
    return moment_parse(str_from(text), &moment) ? moment : MOMENT_NONE;
}

MADE Maker *form_begin(Arena *arena, const char *title, Lang lang) {
    Maker *maker = NEW(arena, Maker);
    maker->arena = arena;
    maker->form = NEW(arena, Form);
    maker->form->title = str_from(title);
    maker->form->grade = GRADE_B;
    maker->filled = (FilledForm){.form = maker->form,
                                 .lang = lang,
                                 .stage = STAGE_FIRST,
                                 .previous_at = MOMENT_NONE,
                                 .at = made_moment("2026-11-20T14:10:00+09:00"),
                                 .pack = STR("jp 2026-11 (3f6a9c1d2e7b8a40)")};
    return maker;
}

MADE void form_section(Maker *maker, const char *title) {
    Section *section = NEW(maker->arena, Section);
    section->title = str_from(title);
    maker->section_of[maker->filled.section_count++] = section;
}

// The item just begun, to be filled by what follows.
MADE FilledItem *form_item(Maker *maker, const char *number, const char *title, const char *law) {
    uint32_t s = maker->filled.section_count - 1;
    Item *item = NEW(maker->arena, Item);
    uint32_t count = 0;
    while (maker->items[s][count].item) count++;
    *item = (Item){.number = str_from(number), .title = str_from(title), .law = str_from(law), .tail.grade = GRADE_A};
    FilledItem *filled = &maker->items[s][count];
    *filled = (FilledItem){.item = item, .state = ITEM_UNKNOWN};
    return filled;
}

MADE Item *item_of(FilledItem *filled) {
    return (Item *)filled->item;
}

MADE FilledItem *form_text_item(Maker *maker, const char *number, const char *title, Str text) {
    FilledItem *item = form_item(maker, number, title, "規則第8条第1項");
    item->text = text;
    item->state = ITEM_FILLED;
    item_of(item)->kind = BIND_FACT;
    return item;
}

// "+" before the words: ticked, "-": not, "?": open.
MADE FilledItem *form_tick_item(Maker *maker, const char *number, const char *title, const char *const *words, uint32_t count) {
    FilledItem *item = form_item(maker, number, title, NULL);
    item->ticks = NEW_ARRAY(maker->arena, Tick, count);
    item->tick_count = count;
    item_of(item)->kind = BIND_TICKS;
    for (uint32_t i = 0; i < count; i++) {
        item->ticks[i].words = str_from(words[i] + 1);
        item->ticks[i].checked = *words[i] == '+' ? TRI_TRUE : *words[i] == '-' ? TRI_FALSE : TRI_UNKNOWN;
        if (*words[i] != '?') item->state = ITEM_FILLED;
    }
    return item;
}

MADE const FilledForm *form_end(Maker *maker) {
    FilledForm *form = &maker->filled;
    form->sections = NEW_ARRAY(maker->arena, FilledSection, form->section_count);
    for (uint32_t s = 0; s < form->section_count; s++) {
        form->sections[s].section = maker->section_of[s];
        form->sections[s].items = maker->items[s];
        for (uint32_t i = 0; maker->items[s][i].item; i++) {
            form->sections[s].item_count++;
            form->filled += maker->items[s][i].state == ITEM_FILLED;
            form->unknown += maker->items[s][i].state == ITEM_UNKNOWN;
            form->none += maker->items[s][i].state == ITEM_NONE;
        }
    }
    return form;
}

MADE Str repeated(Arena *arena, const char *words, size_t count) {
    Buf out = buf_make(arena, SIZE_MAX);
    for (size_t i = 0; i < count; i++) buf_puts(&out, words);
    return buf_str(&out);
}

static const char made_story[] =
    "社内のファイルサーバーに保存していた顧客の名簿が、暗号化されて開けなくなっているのを、朝の点検で担当者が見つけた。"
    "「お金を払え」という文面が残されていた。サーバーはすぐにネットワークから切り離した（電源は切っていない）。";

#define TICK_ITEM(maker, number, title, ...)                                                                                   \
    form_tick_item((maker), (number), (title), (const char *const[]){__VA_ARGS__},                                             \
                   sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

MADE void ordinary_outline(Maker *maker) {
    FilledItem *item;
    form_section(maker, "1 事案の概要");
    form_text_item(maker, "1-1", "発生した日時", STR("2026年11月18日（水）2時40分"));
    form_text_item(maker, "1-2", "発覚した日時", STR("2026年11月18日（水）8時15分"));
    TICK_ITEM(maker, "1-3", "事態の種類", "-要配慮個人情報を含む", "-財産的な被害のおそれ", "+不正の目的によるおそれ",
              "?1,000人を超える");
    TICK_ITEM(maker, "1-4", "だれのことか", "+事業者", "-行政機関", "-地方公共団体", "-個人");
    item = form_text_item(maker, "1-5", "概要", repeated(maker->arena, made_story, 2));
    item_of(item)->limit = 2000;
    item = form_text_item(maker, "1-6", "発覚のきっかけ", STR("社員が気づいた"));
    item->changed = true;
    item->before = STR("まだわからない");
    TICK_ITEM(maker, "1-7", "委託を受けた個人データか", "?はい", "?いいえ");
}

MADE void ordinary_data(Maker *maker) {
    FilledItem *item;
    form_section(maker, "2 漏えい等が発生し、又は発生したおそれがある個人データの項目");
    TICK_ITEM(maker, "2-1", "項目", "+氏名", "+住所", "+電話番号", "-生年月日", "+メールアドレス", "-クレジットカード番号",
              "-マイナンバー", "-その他");
    form_text_item(maker, "2-2", "本人の数", STR("3,412人（うちマイナンバー 0人）"));
    item = form_item(maker, "2-3", "そのうち、まだ人数が確かめられていない項目とその見込み", "規則第8条第1項第3号");
    item_of(item)->prompt = STR("わかる範囲で。あとから足せます");
    item_of(item)->kind = BIND_FACT;
    item = form_item(maker, "2-4", "侵害の跡（指標）", NULL);
    item->state = ITEM_FILLED;
    item_of(item)->kind = BIND_ROWS;
    item->row_count = 3;
    item->rows = NEW_ARRAY(maker->arena, Str, 3);
    item->rows[0] = STR("203.0.113.7");
    item->rows[1] =
        STR("https://example.invalid/login?next=/very/long/path/that/goes/on/and/on/until/it/must/be/broken/somewhere");
    item->rows[2] = STR("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    form_section(maker, "3 原因");
    TICK_ITEM(maker, "3-1", "原因", "+不正アクセス", "-誤送付", "-紛失", "-盗難", "-内部の者による持ち出し");
    form_text_item(maker, "3-2", "くわしい原因",
                   repeated(maker->arena, "VPN装置の弱点が使われたとみられる。調査会社に調べてもらっている。", 2));
}

MADE void ordinary_rest(Maker *maker) {
    FilledItem *item;
    form_section(maker, "4 二次被害・本人への対応・公表");
    TICK_ITEM(maker, "4-1", "二次被害、又はそのおそれ", "-あり", "-なし", "+不明")->state = ITEM_UNKNOWN;
    form_text_item(maker, "4-2", "本人への対応", STR("11月25日に、はがきで知らせる予定です。"));
    TICK_ITEM(maker, "4-3", "公表", "-した", "+する予定", "-しない");
    item = form_item(maker, "4-4", "委託元", NULL);
    item->state = ITEM_NONE;
    form_section(maker, "5 再発を防ぐために");
    form_text_item(maker, "5-1", "したこと",
                   STR("VPN装置を止めた。\nすべてのパスワードを変えた。\nバックアップから戻している。"));
    item = form_item(maker, "5-2", "これからすること", "規則第8条第1項第8号");
    item_of(item)->prompt = STR("いつまでに、何を");
    item = form_item(maker, "", "押印欄", NULL);
    item->state = ITEM_HAND;
    item_of(item)->kind = BIND_HAND;
    item_of(item)->lines = 2;
    Statement note = {.text = STR("この様式の項目は、官庁の入力画面の順に並べています。"), .tail.grade = GRADE_B};
    PUSH(maker->arena, maker->form->notes, note);
}

MADE const FilledForm *ordinary_form(Arena *arena, Lang lang) {
    Maker *maker = form_begin(arena, "漏えい等報告書（個人データ）", lang);
    maker->filled.to = STR("個人情報保護委員会");
    maker->filled.receipt = STR("R8K2-4MZQ-7T");
    maker->filled.previous_receipt = STR("R8J9-11PA-3C");
    maker->filled.previous_at = made_moment("2026-11-18T17:30:00+09:00");
    maker->filled.follows = true;
    ordinary_outline(maker);
    ordinary_data(maker);
    ordinary_rest(maker);
    return form_end(maker);
}

// To be filled in by hand.
MADE const FilledForm *blank_form(Arena *arena, Lang lang) {
    FilledForm *form = (FilledForm *)ordinary_form(arena, lang);
    form->blank = true;
    form->follows = false;
    form->previous_at = MOMENT_NONE;
    form->receipt = form->previous_receipt = STR_NONE;
    for (uint32_t s = 0; s < form->section_count; s++) {
        for (uint32_t i = 0; i < form->sections[s].item_count; i++) {
            FilledItem *item = &form->sections[s].items[i];
            if (item->state != ITEM_HAND) item->state = ITEM_UNKNOWN;
            item->text = item->before = STR_NONE;
            item->row_count = 0;
            item->changed = false;
            for (uint32_t t = 0; t < item->tick_count; t++) item->ticks[t].checked = TRI_UNKNOWN;
        }
    }
    return form;
}

MADE const FilledForm *empty_form(Arena *arena) {
    return form_end(form_begin(arena, "", LANG_JA));
}

// A narrative of 5,000 characters, 300 rows, names that do not end, kanji few fonts have.
MADE const FilledForm *long_form(Arena *arena) {
    Maker *maker = form_begin(arena, "共通様式（ランサムウェア）", LANG_JA);
    maker->filled.receipt = STR("R8K2-4MZQ-7T");
    form_section(maker, "1 概要");
    form_text_item(maker, "1-1", "何が起きたか",
                   repeated(arena, "あさ、会社のパソコンが使えなくなっていた。「お金をはらえ」と出た。", 152));
    FilledItem *item = form_item(maker, "1-2", "侵害の跡（指標）", NULL);
    item->state = ITEM_FILLED;
    item->row_count = 300;
    item->rows = NEW_ARRAY(arena, Str, 300);
    for (uint32_t i = 0; i < 300; i++) item->rows[i] = str_format(arena, "198.51.100.%u → 203.0.113.%u:443", i % 256, i / 2);
    form_section(maker, "2 名前");
    form_text_item(maker, "2-1", "会社の名前", repeated(arena, "株式会社", 60));
    form_text_item(maker, "2-2", "切れ目のない名前", repeated(arena, "Donaudampfschifffahrtsgesellschaft", 30));
    form_text_item(maker, "2-3", "めずらしい漢字",
                   STR("髙橋・山﨑・\U00020BB7田・\U00020B9Fる・神（\uFA19）・葛\U000E0100飾・辻\U000E0101・邉\U000E0101・邊・"
                       "鷗・\u2FF0氵亼"));
    // Smileys joined, Korean, Chinese, Vietnamese, Thai, Hindi, Arabic, Hebrew.
    form_text_item(
        maker, "2-4", "絵文字とほかの文字",
        STR("\U0001F600\U0001F469\u200D\U0001F467 \uD55C\uAD6D\uC5B4 \u7B80\u4F53 Ti\u1EBFng Vi\u1EC7t \u0E44\u0E17\u0E22 "
            "\u0939\u093F\u0928\u094D\u0926\u0940 \u0627\u0644\u0639\u0631\u0628 \u05E2\u05D1\u05E8 Ünïcödé ©®™"));
    item = form_text_item(maker, "2-5", "前と変わったもの", repeated(arena, "新しい説明です。", 120));
    item->changed = true;
    item->before = repeated(arena, "前の説明です。", 120);
    item = form_text_item(maker, "第十号の二の三",
                          "とても長い題の項目。題だけで何行にもなるときも、欄の中におさまり、番号とも重ならない", STR("はい"));
    item_of(item)->law = STR("サイバー対処能力の強化に関する法律の施行に関する長い名前の規則の第百二十三条第四項第五号");
    for (uint32_t i = 0; i < 3; i++)
        form_item(maker, "3", "あてはまらない項目の、一行には入らない題", "規則第1条")->state = ITEM_NONE;
    return form_end(maker);
}

// Texts that try to break the page, the font, the file or the reader.
MADE const FilledForm *hostile_form(Arena *arena) {
    Maker *maker = form_begin(arena, "\x01題\xE2\x80\xAEkcab\n=1+1\xFF", LANG_JA);
    maker->filled.receipt = repeated(arena, "長い受付番号\n", 40);
    maker->filled.to = repeated(arena, "とても長い宛先", 80);
    maker->filled.pack = repeated(arena, "版", 400);
    form_section(maker, "節\x07\x1B[31m");
    form_text_item(maker, "=1", "=HYPERLINK(\"x\")", STR("=cmd|' /C calc'!A0"));
    form_text_item(maker, "+2", "@SUM(A1)", STR("+1-1"));
    form_text_item(maker, "-3", "<b>&amp;</b>", STR("-2+3 <span size='99pt'>x</span> &lt; ]]> _x0041_"));
    form_text_item(maker, "4", "制御文字",
                   STR("a\x00"
                       "b\x08\x0B\x0C\x1F\x7F\xC2\x85z\r\nあ\rい\tう\xE2\x80\xA8"
                       "え"));
    form_text_item(maker, "5", "向き",
                   STR("請求額 \xE2\x80\xAE"
                       "000,1\xE2\x80\xAC 円 \xE2\x81\xA6x\xE2\x81\xA9 \xE2\x80\x8F\xD7\xA9\xD7\x9C"));
    form_text_item(maker, "6", "壊れたUTF-8", STR("\xC0\x80\xED\xA0\x80\xF4\x90\x80\x80\xE3\x81終わり\xE3"));
    form_text_item(maker, "7", "重なる印",
                   repeated(arena, "o\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81", 20));
    form_text_item(maker, "8", "空白だけ", repeated(arena, " \xE3\x80\x80", 300));
    form_text_item(maker, "9", "改行だけ", repeated(arena, "\n", 200));
    form_text_item(maker, "10", "読めない文字",
                   STR("\xEF\xBF\xBE\xEF\xBF\xBF\xF4\x8F\xBF\xBF\xEE\x80\x80\xF3\xA0\x81\x81\xEF\xBB\xBF|"));
    FilledItem *item = form_item(maker, "11", "長い選択肢", NULL);
    item->state = ITEM_FILLED;
    item->tick_count = 3;
    item->ticks = NEW_ARRAY(arena, Tick, 3);
    for (uint32_t i = 0; i < 3; i++) item->ticks[i] = (Tick){repeated(arena, "とても長い選択肢", 10 + 40 * i), (Tri)i};
    item = form_item(maker, "12", "長い手書き欄", NULL);
    item->state = ITEM_HAND;
    item_of(item)->lines = 90;
    form_text_item(maker, "13", "長い題", STR("x"));
    item_of(&maker->items[0][12])->title = repeated(arena, "果てしない題", 900);
    form_text_item(maker, "14", "なし", STR_NONE);
    return form_end(maker);
}
