// Plain ranges of code points.
#include "render/unseen.h"

bool unseen_turns(int32_t c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0x061C;
}

bool unseen_control(int32_t c) {
    bool separates = c == 0x2028 || c == 0x2029 || c == 0xFEFF;
    bool no_character = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
    return separates || no_character || (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0);
}
