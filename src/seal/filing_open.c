// Opening the parts of a filing, each with the key that it was sealed to. Knows nothing of who should: whoever has the key,
// can.
#include "seal/filing_head.h"

#include <assert.h>

static HalfPlace half_place(const Filing *filing, unsigned window) {
    assert(window < filing->head.window_count);
    const FilingWindow *at = &filing->head.windows[window];
    return (HalfPlace){filing->head.report, filing->header, at->view, at->id, at->epoch};
}

Err filing_open_half(const Filing *filing, unsigned window, const WindowPair *pair, WindowHalf *out) {
    HalfPlace place = half_place(filing, window);
    return half_open_window(&place, pair, filing->windows[window].half, out);
}

Err filing_open_view(Arena *arena, const Filing *filing, unsigned view, const StreamKey *key, ReportBody *out) {
    assert(view < filing->head.view_count);
    StreamPlace place = {key, filing_view_place(filing->header, view), filing->head.size_class};
    return stream_open(arena, place, filing->views[view], &out->json);
}

Err filing_open_triage(Arena *arena, const Filing *filing, unsigned window, const WindowPair *pair, Triage *out) {
    unsigned char room[FILING_PLACE_MOST];
    Bytes place = filing_window_place(filing->header, half_place(filing, window).window, room);
    return box_open(arena, BOX_TRIAGE, BOX_OPENER(pair), place, filing->windows[window].triage, &out->json);
}

Err filing_open_card(Arena *arena, const Filing *filing, unsigned window, const WindowPair *pair, Card *out) {
    unsigned char room[FILING_PLACE_MOST];
    Bytes place = filing_window_place(filing->header, half_place(filing, window).window, room);
    return box_open(arena, BOX_CARD, BOX_OPENER(pair), place, filing->windows[window].card, &out->json);
}

Err filing_open_copy(const Filing *filing, const ReplyPair *pair, StreamKey *out) {
    return box_open_key(BOX_MAILBOX_COPY, BOX_OPENER(pair), BYTES_OF(filing->header.bytes), filing->mailbox_copy, out->bytes);
}

Err filing_open_statistics(Arena *arena, Id office, FilingCopy copy, const StatisticsPair *pair, StatisticsCodes *out) {
    unsigned char room[FILING_PLACE_MOST];
    Bytes place = filing_copy_place(office, copy.epoch, room);
    return box_open(arena, BOX_STATISTICS, BOX_OPENER(pair), place, copy.box, &out->json);
}

Err filing_open_share(Arena *arena, Id office, FilingCopy copy, const AnalystPair *pair, ShareView *out) {
    unsigned char room[FILING_PLACE_MOST];
    Bytes place = filing_copy_place(office, copy.epoch, room);
    return box_open(arena, BOX_SHARE_VIEW, BOX_OPENER(pair), place, copy.box, &out->json);
}
