// Heads of frames and answers, strictly: what is not exactly as written here is refused. Knows no payload.
#include "wire/frame.h"

static void u32_write(unsigned char *out, uint32_t value) {
    for (int i = 0; i < 4; i++) {
        out[i] = (unsigned char)(value >> (8 * i));
    }
}

void frame_head_write(unsigned char out[FRAME_HEAD_BYTES], FrameHead head) {
    out[0] = FRAME_VERSION;
    out[1] = head.kind;
    out[2] = out[3] = 0;
    u32_write(out + 4, head.length);
}

Err frame_head_read(const unsigned char bytes[FRAME_HEAD_BYTES], FrameHead *out) {
    ByteReader reader = bytes_reader((Bytes){bytes, FRAME_HEAD_BYTES});
    uint8_t version = bytes_take_u8(&reader);
    out->kind = bytes_take_u8(&reader);
    uint16_t zero = bytes_take_u16(&reader);
    out->length = bytes_take_u32(&reader);
    return version == FRAME_VERSION && zero == 0 ? ERR_OK : ERR_INPUT;
}

size_t frame_answer_head(unsigned char out[FRAME_ANSWER_HEAD], uint8_t kind, const FrameAnswer *answer) {
    size_t len = FRAME_HEAD_BYTES;
    out[len++] = (unsigned char)answer->outcome;
    if (answer->outcome == OUTCOME_QUOTA) {
        u32_write(out + len, answer->seconds);
        len += 4;
    } else if (answer->outcome == OUTCOME_REFUSED) {
        out[len++] = (unsigned char)answer->reason;
        out[len++] = (unsigned char)(answer->reason >> 8);
    }
    frame_head_write(out, (FrameHead){kind | FRAME_IS_ANSWER, (uint32_t)(len - FRAME_HEAD_BYTES + answer->body.len)});
    return len;
}

Err frame_answer_read(Bytes payload, FrameAnswer *out) {
    ByteReader reader = bytes_reader(payload);
    *out = (FrameAnswer){.outcome = bytes_take_u8(&reader)};
    if (reader.broken || out->outcome >= OUTCOME_COUNT) return ERR_INPUT;
    if (out->outcome == OUTCOME_QUOTA) out->seconds = bytes_take_u32(&reader);
    if (out->outcome == OUTCOME_REFUSED) out->reason = bytes_take_u16(&reader);
    if (out->outcome == OUTCOME_OK || out->outcome == OUTCOME_CONFLICT) {
        out->body = bytes_take(&reader, reader.left.len);
    }
    return bytes_ended(&reader) ? ERR_OK : ERR_INPUT;
}
