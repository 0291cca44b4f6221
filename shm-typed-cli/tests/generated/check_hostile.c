/* Reads the one value of an object whose names are all in the way. */
#include "hostile.h"

#include <stdio.h>

int main(int argc, char **argv) {
    struct if_x_reader reader;
    struct if_x value;

    if (argc != 2 || if_x_open(&reader, argv[1]) != IF_X_OK) return 1;
    if (if_x_read(&reader, &value) != IF_X_OK || value.class_ != 0) return 2;
    if_x_close(&reader);
    puts("ok");
    return 0;
}
