/* Reads the numbers of a live object, each of which is one of those that were written. */
#include "tally_2.h"

#include <stdio.h>
#include <stdlib.h>

#define WRONG(condition) if (!(condition)) return #condition

static const char *check(const struct tally_2 *v, uint64_t *last) {
    int i;
    WRONG(v->requests.value >= *last);
    *last = v->requests.value;
    WRONG(v->busy == 1.5 || v->busy == -2.25e300);
    for (i = 0; i < 2; i++) {
        WRONG(v->wheels[i].turns == 0 || v->wheels[i].turns == UINT32_MAX);
        WRONG(v->wheels[i].wear == 0.5f);
    }
    WRONG(v->least == INT64_MIN);
    WRONG(v->grid[0][0] == 1 && v->grid[0][1] == 2 && v->grid[1][0] == 3 && v->grid[1][1] == -4);
    WRONG(memcmp(v->bytes, "counted", 7) == 0);
    WRONG(v->sign == -1 && v->half == -2 && v->last == 3);
    return NULL;
}

int main(int argc, char **argv) {
    struct tally_2_reader reader;
    struct tally_2 value;
    unsigned long reads, n;
    uint64_t last = 0;
    int result;

    if (argc != 3) return 100;
    result = tally_2_open(&reader, argv[1]);
    if (result != TALLY_2_OK) {
        fprintf(stderr, "%s\n", tally_2_describe(result));
        return result;
    }
    reads = strtoul(argv[2], NULL, 10);
    for (n = 0; n < reads; n++) {
        const char *wrong;
        double busy = tally_2_get_busy(&reader);
        if (busy != 1.5 && busy != -2.25e300) return 103;
        if (tally_2_get_half(&reader) != -2) return 104;
        if (tally_2_read(&reader, &value) != TALLY_2_OK) return 105;
        wrong = check(&value, &last);
        if (wrong != NULL) {
            fprintf(stderr, "%s\n", wrong);
            return 101;
        }
    }
    tally_2_close(&reader);
    puts("ok");
    return 0;
}
