/* Reads values of the object and checks every field of each, which all follow from the round. */
#include "everything.h"

#include <stdio.h>
#include <stdlib.h>

#define WRONG(condition) if (!(condition)) return #condition

static const char *check(const struct everything *v) {
    uint64_t round = v->round.value;
    uint32_t number = (uint32_t)(round & 0xffffff);
    uint8_t byte = (uint8_t)(round & 0xff);
    static const everything_mode modes[4] = { EVERYTHING_MODE_OFF, EVERYTHING_MODE_IDLE,
                                              EVERYTHING_MODE_TYPE, EVERYTHING_MODE_FULL };
    char label[32];
    size_t i, j, few = byte % 6;

    WRONG(v->serial.low == round && v->serial.high == round);
    WRONG(v->debt.low == 0 - round && v->debt.high == -1);
    WRONG(v->never.low == UINT64_MAX - round && v->never.high == -1);
    WRONG(v->speed == (double)number);
    WRONG(v->mode == modes[byte & 3]);
    for (i = 0; i < 3; i++) {
        WRONG(v->cylinders[i].pressure == (float)byte + 0.5f);
        WRONG(v->cylinders[i].knocks == number + i);
        for (j = 0; j < 2; j++) WRONG(v->place[j][i] == (float)byte);
    }
    snprintf(label, sizeof label, "round %u", (unsigned)number);
    WRONG(everything_length(v->label.len, 21) == strlen(label));
    WRONG(memcmp(v->label.bytes, label, strlen(label)) == 0);
    WRONG(v->on == round % 2);
    WRONG(v->small == byte + 1);
    WRONG(v->int_ == number);
    WRONG(v->letter == 0x4e00u + byte);
    WRONG(everything_length(v->loads.len, 5) == (few < 5 ? few : 5));
    for (i = 0; i < few; i++) WRONG(v->loads.items[i] == number);
    WRONG(v->pair.first == byte && v->pair.second[0] == byte && v->pair.second[1] == byte);
    WRONG(v->other.first == -byte && v->other.second == 1);
    WRONG(memcmp(&v->halves[0], &v->halves[1], 2) == 0);
    WRONG(everything_length(v->points.len, 2) == 1 && v->points.items[0].knocks == number + 3);
    for (i = 0; i < 6; i++) WRONG(v->errno_[i] == -1);
    WRONG(v->eof == byte && v->gr_e == byte);
    for (i = 0; i < sizeof v->_pad; i++) WRONG(v->_pad[i] == byte);
    return NULL;
}

int main(int argc, char **argv) {
    struct everything_reader reader;
    struct everything value;
    unsigned long reads, n, busy = 0;
    uint64_t last = 0;
    int result;

    if (argc != 3) return 100;
    result = everything_open(&reader, argv[1]);
    if (result != EVERYTHING_OK) {
        fprintf(stderr, "%s\n", everything_describe(result));
        everything_close(&reader);
        return result;
    }
    reads = strtoul(argv[2], NULL, 10);
    for (n = 0; n < reads; n++) {
        const char *wrong;
        result = everything_read(&reader, &value);
        if (result == EVERYTHING_BUSY) { busy++; n--; continue; }
        if (result != EVERYTHING_OK) return result;
        wrong = check(&value);
        if (wrong != NULL) {
            fprintf(stderr, "round %llu: %s\n", (unsigned long long)value.round.value, wrong);
            return 101;
        }
        if (everything_seen(&reader) < last || everything_seen(&reader) != value.round.value) return 102;
        last = everything_seen(&reader);
    }
    printf("changed %d ended %d alive %d\n", everything_has_changed(&reader),
           everything_has_ended(&reader), everything_writer_alive(&reader));
    everything_close(&reader);
    everything_close(&reader);
    return 0;
}
