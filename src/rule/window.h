// Windows, sectors, guides and sources as written.
#pragma once

#include "rule/duty.h"

typedef struct Window {
    Str id;
    Text title, purpose, not_for; // lines `for`, `not`
    StatementList hours, phones, mails, urls, texts, notes;
    Str *ways; // desk mail web phone paper
    uint32_t way_count;
    Str area; // value of actor.prefecture; empty: whole country
    Cond *good;
    Str calendar_name;
    int calendar; // linked; -1: none
    Day from, until;
    bool validity_stated;
    Day checked;
    Grade grade;
    Str *sources;
    uint32_t source_count;
    Place place;
    const Line *line; // that opens the block
} Window;

typedef struct Authority {
    Str window_name;
    int window; // linked
    Tail tail;
    Place place;
} Authority;

typedef struct AuthorityList {
    Authority *items;
    size_t count, room;
} AuthorityList;

typedef struct Sector {
    Str name; // a value of actor.sectors
    Text title;
    bool critical, designated;
    Tail critical_tail, designated_tail;
    Day designated_by; // only the latest possible day is known
    AuthorityList authorities;
    StatementList bodies, notes;
    Place place;
} Sector;

typedef struct GuideStep {
    Text words;
    Tail tail;
    Place place;
} GuideStep;

typedef struct GuideStepList {
    GuideStep *items;
    size_t count, room;
} GuideStepList;

typedef struct Guide {
    Str id;
    Text title;
    Rank rank;
    Cond *when;
    GuideStepList steps, avoid;
    Grade grade;
    Str *sources;
    uint32_t source_count;
    Place place;
    const Line *line; // that opens the block
} Guide;

typedef struct Source {
    Str id, title, issuer, date, url;
    Grade grade;
    Place place;
} Source;
