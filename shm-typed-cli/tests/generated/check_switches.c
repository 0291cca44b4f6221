/* Prints the truth values of a live object: all of a reading, and one by itself. */
#include "switches.h"

#include <stdio.h>

int main(int argc, char **argv) {
    struct switches_reader reader;
    struct switches v;

    if (argc != 2) return 100;
    if (switches_open(&reader, argv[1]) != SWITCHES_OK) return 101;
    if (switches_read(&reader, &v) != SWITCHES_OK) return 102;
    printf("%d %d %d %d %d\n", v.on[0], v.on[1], v.on[2], v.lit, switches_get_lit(&reader));
    switches_close(&reader);
    return 0;
}
