// Libraries stay open once they were opened; so do fonts.
#include "print/warm.h"

#include "print/fonts.h"

Err warm_all(void) {
    Drawing drawing;
    Sheets sheets;
    Err err = library_drawing(&drawing);
    if (!err) err = library_sheets(&sheets);
    if (!err) err = fonts_open(&drawing, FONTS_ORDINARY);
    return err ? err : fonts_open(&drawing, FONTS_ALL);
}
