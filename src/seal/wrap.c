// Wrapping secrets for officers and for recovery. Knows nothing of who is an officer.
#include "seal/wrap.h"

#include <assert.h>

enum { PLACE_MOST = 16 + 256 + 4 };

static Bytes place_write(const WrapPlace *place, unsigned char room[PLACE_MOST]) {
    ByteWriter writer = bytes_writer_in(room, PLACE_MOST);
    bytes_put(&writer, BYTES_OF(place->office.bytes));
    bytes_put_name(&writer, place->window);
    bytes_put_u32(&writer, place->epoch);
    return bytes_written(&writer);
}

static Err secret_wrap(ByteWriter *out, BoxPurpose purpose, const WrapPlace *place, BoxPublic to, const BoxSecret *secret,
                       SealRandom random) {
    unsigned char room[PLACE_MOST];
    return box_seal(out, purpose, to, place_write(place, room), BYTES_OF(secret->bytes), random);
}

static Err secret_unwrap(BoxPurpose purpose, const WrapPlace *place, BoxOpener opener, Bytes box, BoxPublic public,
                         BoxSecret *out) {
    unsigned char room[PLACE_MOST];
    Err err = box_open_key(purpose, opener, place_write(place, room), box, out->bytes);
    if (err == ERR_OK && !key_box_matches(out, public)) {
        err = ERR_SEALED;
    }
    if (err != ERR_OK) {
        sodium_memzero(out, sizeof *out);
    }
    return err;
}

Err wrap_window(ByteWriter *out, const WrapPlace *place, OfficerBoxPublic to, const WindowSecret *secret, SealRandom random) {
    return secret_wrap(out, BOX_WINDOW_WRAP, place, to.box, &secret->box, random);
}

Err wrap_window_open(const WrapPlace *place, const OfficerBoxPair *officer, Bytes box, WindowPublic public, WindowPair *out) {
    out->public = public;
    return secret_unwrap(BOX_WINDOW_WRAP, place, BOX_OPENER(officer), box, public.box, &out->secret.box);
}

Err wrap_window_recovery(ByteWriter *out, const WrapPlace *place, RecoveryWindowsPublic to, const WindowSecret *secret,
                         SealRandom random) {
    return secret_wrap(out, BOX_WINDOW_RECOVERY, place, to.box, &secret->box, random);
}

Err wrap_window_recover(const WrapPlace *place, const RecoveryWindowsPair *recovery, Bytes box, WindowPublic public,
                        WindowPair *out) {
    out->public = public;
    return secret_unwrap(BOX_WINDOW_RECOVERY, place, BOX_OPENER(recovery), box, public.box, &out->secret.box);
}

Err wrap_keeper_recovery(ByteWriter *out, const WrapPlace *place, RecoveryKeeperPublic to, const Grain *grain,
                         SealRandom random) {
    unsigned char room[PLACE_MOST];
    return box_seal(out, BOX_KEEPER_RECOVERY, to.box, place_write(place, room), BYTES_OF(grain->bytes), random);
}

static Err grain_unwrap(const WrapPlace *place, const RecoveryKeeperPair *recovery, Bytes box, Grain *out) {
    unsigned char room[PLACE_MOST];
    return box_open_key(BOX_KEEPER_RECOVERY, BOX_OPENER(recovery), place_write(place, room), box, out->bytes);
}

Err wrap_keeper_recover(const WrapPlace *place, const RecoveryKeeperPair *recovery, Bytes box, KeeperPublic public,
                        Grain *out) {
    Err err = grain_unwrap(place, recovery, box, out);
    KeeperPair pair = key_keeper(out);
    if (err == ERR_OK && sodium_memcmp(&pair.public, &public, sizeof public) != 0) {
        err = ERR_SEALED;
    }
    sodium_memzero(&pair, sizeof pair);
    if (err != ERR_OK) {
        grain_wipe(out);
    }
    return err;
}

Err wrap_ledger_recover(const WrapPlace *place, const RecoveryKeeperPair *recovery, Bytes box, LedgerPublic public,
                        Grain *out) {
    Err err = grain_unwrap(place, recovery, box, out);
    LedgerPair pair = key_ledger(out);
    if (err == ERR_OK && sodium_memcmp(&pair.public, &public, sizeof public) != 0) {
        err = ERR_SEALED;
    }
    sodium_memzero(&pair, sizeof pair);
    if (err != ERR_OK) {
        grain_wipe(out);
    }
    return err;
}
