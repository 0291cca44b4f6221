/* Prints the numbers of an object that holds an array and no struct. */
#include "f32_2_2.h"

#include <stdio.h>

int main(int argc, char **argv) {
    struct f32_2_2_reader reader;
    struct f32_2_2 array;

    if (argc != 2 || f32_2_2_open(&reader, argv[1]) != F32_2_2_OK) return 1;
    if (f32_2_2_read(&reader, &array) != F32_2_2_OK) return 2;
    printf("%.1f %.1f %.1f %.1f\n", (double)array.value[0][0], (double)array.value[0][1],
           (double)array.value[1][0], (double)array.value[1][1]);
    f32_2_2_close(&reader);
    return 0;
}
