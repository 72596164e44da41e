// Makes the product's words: text/*.words -> words.h (the names) and words.c (the texts).
// A word that lacks a language, or whose places {0} {1} {2} differ between languages, stops the build at file:line.
// A file is written only when its content changes, so that mending a text does not rebuild the world.
//
//     # comment
//     json.duplicate_key
//       ja         ...
//       ja-simple  ...
//       en         ...           (\n is a new line, \s a space, \\ a backslash)
#include "make/make.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LANGS = 3, PLACES = 3 };

static const char *const lang_codes[LANGS] = {"ja", "ja-simple", "en"};
static const char *const lang_names[LANGS] = {"LANG_JA", "LANG_JA_SIMPLE", "LANG_EN"};

typedef struct Word {
    char *key;  // as written
    char *name; // as in the enum
    const char *file;
    int line;
    char *text[LANGS];
    int text_line[LANGS];
} Word;

typedef struct Words {
    Word *items;
    size_t count, room;
    const char *file;
    int line;
    int errors;
} Words;

static void fail_at(Words *words, const char *file, int line, const char *format, ...) __attribute__((format(printf, 4, 5)));

static void fail_at(Words *words, const char *file, int line, const char *format, ...) {
    va_list args;
    va_start(args, format);
    say_fault(file, line, format, args);
    va_end(args);
    words->errors++;
}

// The length of the UTF-8 sequence at `s`, 0 if it is not one (also if it is too long for its meaning, or a surrogate).
static int utf8_length(const unsigned char *s) {
    if (s[0] < 0x80) return 1;
    if (s[0] < 0xC2 || s[0] > 0xF4) return 0;
    int length = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
    unsigned char low = s[0] == 0xE0 ? 0xA0 : s[0] == 0xF0 ? 0x90 : 0x80;
    unsigned char high = s[0] == 0xED ? 0x9F : s[0] == 0xF4 ? 0x8F : 0xBF;
    if (s[1] < low || s[1] > high) return 0;
    for (int i = 2; i < length; i++) {
        if ((s[i] & 0xC0) != 0x80) return 0;
    }
    return length;
}

// Bits of the places used in a text; -1 for a place beyond {2} or a fault of writing, which is reported.
static int check_text(Words *words, const char *text) {
    int places = 0;
    for (const char *at = text; *at != '\0';) {
        int length = utf8_length((const unsigned char *)at);
        if (length == 0) return fail_at(words, words->file, words->line, "not UTF-8"), -1;
        if (at[0] == '\\' && at[1] != 'n' && at[1] != 's' && at[1] != '\\')
            return fail_at(words, words->file, words->line, "only \\n, \\s and \\\\ are known after a backslash"), -1;
        if (at[0] == '\\') length = 2;
        if (at[0] == '{' && at[1] >= '0' && at[1] <= '9' && at[2] == '}') {
            if (at[1] >= '0' + PLACES) return fail_at(words, words->file, words->line, "places go from {0} to {2}"), -1;
            places |= 1 << (at[1] - '0');
        }
        at += length;
    }
    return places;
}

static bool is_key(const char *s) {
    return s[0] != '\0' && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_.") == strlen(s);
}

static void add_key(Words *words, const char *key) {
    if (!is_key(key)) {
        fail_at(words, words->file, words->line, "a key is written with a-z 0-9 _ . only: %s", key);
        return;
    }
    char *name = must(strdup(key));
    for (char *c = name; *c != '\0'; c++) {
        *c = *c == '.' ? '_' : *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
    }
    for (size_t i = 0; i < words->count; i++) {
        const Word *other = &words->items[i];
        if (strcmp(other->name, name) == 0)
            fail_at(words, words->file, words->line, "%s is already at %s:%d", key, other->file, other->line);
    }
    if (words->count == words->room) {
        words->room = words->room * 2 + 256;
        words->items = must(realloc(words->items, words->room * sizeof *words->items));
    }
    words->items[words->count++] = (Word){.key = must(strdup(key)), .name = name, .file = words->file, .line = words->line};
}

static void add_text(Words *words, char *line) {
    char *lang = line + strspn(line, " \t");
    char *text = lang + strcspn(lang, " \t");
    if (*text != '\0') {
        *text++ = '\0';
        text += strspn(text, " \t");
    }
    if (words->count == 0) {
        fail_at(words, words->file, words->line, "a text without a key before it");
        return;
    }
    Word *word = &words->items[words->count - 1];
    for (int i = 0; i < LANGS; i++) {
        if (strcmp(lang, lang_codes[i]) != 0) continue;
        if (*text == '\0') fail_at(words, words->file, words->line, "%s: empty text", word->key);
        if (word->text[i] != NULL) fail_at(words, words->file, words->line, "%s: %s is given twice", word->key, lang);
        word->text[i] = must(strdup(text));
        word->text_line[i] = words->line;
        return;
    }
    fail_at(words, words->file, words->line, "unknown language: %s", lang);
}

static void read_words(Words *words, const char *path) {
    char *text = read_whole(path);
    words->file = path;
    words->line = 0;
    if (text == NULL) {
        fail_at(words, path, 0, "%s", strerror(errno));
        return;
    }
    for (char *line = text, *next; line != NULL; line = next) {
        next = strchr(line, '\n');
        if (next != NULL) *next++ = '\0';
        words->line++;
        size_t length = strlen(line);
        while (length > 0 && strchr(" \t\r", line[length - 1]) != NULL) line[--length] = '\0';
        if (length == 0 || line[0] == '#') continue;
        if (line[0] == ' ' || line[0] == '\t')
            add_text(words, line);
        else
            add_key(words, line);
    }
    free(text);
}

static void check_words(Words *words) {
    for (size_t i = 0; i < words->count; i++) {
        const Word *word = &words->items[i];
        int places[LANGS];
        words->file = word->file;
        for (int lang = 0; lang < LANGS; lang++) {
            if (word->text[lang] == NULL) {
                fail_at(words, word->file, word->line, "%s: no text in %s", word->key, lang_codes[lang]);
                places[lang] = -1;
                continue;
            }
            words->line = word->text_line[lang];
            places[lang] = check_text(words, word->text[lang]);
            if (places[0] >= 0 && places[lang] >= 0 && places[lang] != places[0])
                fail_at(words, word->file, words->line, "%s: the places {0} {1} {2} differ from those in %s", word->key,
                        lang_codes[0]);
        }
    }
}

static void put_literal(FILE *out, const char *text) {
    fputc('"', out);
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"' || *c == '?') fputc('\\', out); // "??" would begin a trigraph
        if (c[0] == '\\' && c[1] == 's') {
            fputc(' ', out);
            c++;
            continue;
        }
        fputc(*c, out);
        if (*c == '\\') fputc(*++c, out);
    }
    fputc('"', out);
}

static void put_header(FILE *out, const Words *words) {
    fputs("// Made from text/*.words by tools/mkwords.c.\n#pragma once\n\ntypedef enum Lang {\n", out);
    for (int i = 0; i < LANGS; i++) fprintf(out, "    %s,\n", lang_names[i]);
    fputs("    LANG_COUNT\n} Lang;\n\ntypedef enum Msg {\n    MSG_NONE = 0,\n", out);
    for (size_t i = 0; i < words->count; i++) fprintf(out, "    MSG_%s,\n", words->items[i].name);
    fputs("    MSG_COUNT\n} Msg;\n\nextern const char *const words_text[LANG_COUNT][MSG_COUNT];\n", out);
    fputs("extern const char *const words_keys[MSG_COUNT]; // as written in text/*.words\n", out);
}

static void put_source(FILE *out, const Words *words) {
    fputs("// Made from text/*.words by tools/mkwords.c.\n#include \"gen/words.h\"\n\n", out);
    fputs("const char *const words_text[LANG_COUNT][MSG_COUNT] = {\n", out);
    for (int lang = 0; lang < LANGS; lang++) {
        fprintf(out, "    [%s] = {\n        [MSG_NONE] = \"\",\n", lang_names[lang]);
        for (size_t i = 0; i < words->count; i++) {
            fprintf(out, "        [MSG_%s] = ", words->items[i].name);
            put_literal(out, words->items[i].text[lang]);
            fputs(",\n", out);
        }
        fputs("    },\n", out);
    }
    fputs("};\n\nconst char *const words_keys[MSG_COUNT] = {\n    [MSG_NONE] = \"\",\n", out);
    for (size_t i = 0; i < words->count; i++)
        fprintf(out, "    [MSG_%s] = \"%s\",\n", words->items[i].name, words->items[i].key);
    fputs("};\n", out);
}

int main(int argc, char **argv) {
    Words words = {0};
    if (argc < 3) {
        fputs("usage: mkwords words.h words.c FILE.words...\n", stderr);
        return 1;
    }
    for (int i = 3; i < argc; i++) read_words(&words, argv[i]);
    check_words(&words);
    if (words.errors > 0) return 1;
    NewFile *header = file_begin(argv[1]), *source = file_begin(argv[2]);
    put_header(header->out, &words);
    put_source(source->out, &words);
    file_end(header);
    file_end(source);
    return 0;
}
