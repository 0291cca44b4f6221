
/* One relaxed load of an aligned word: what the writer's stores pair with. */
static inline uint64_t @LOWER@_word(const unsigned char *at) {
    return __atomic_load_n((const uint64_t *)(const void *)at, __ATOMIC_RELAXED);
}

/* The version of the value that is current: 1 for the first, and 1 more with each publish. */
static inline uint64_t @LOWER@_version(const struct @LOWER@_reader *reader) {
    uint64_t head = @LOWER@_word(reader->object + 256);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return head >> 8;
}

/* Whether another value is current than the one that was read last. */
static inline int @LOWER@_has_changed(const struct @LOWER@_reader *reader) {
    return @LOWER@_version(reader) != reader->seen;
}

/* Copies the current value, whole, in at most 1000 attempts. What is in `*value` counts only if the
   result is @UPPER@_OK; `@LOWER@_seen` then gives its version. */
static inline int @LOWER@_read(struct @LOWER@_reader *reader, struct @LOWER@ *value) {
    int attempt;
    for (attempt = 0; attempt < 1000; attempt++) {
        unsigned char *to = (unsigned char *)(void *)value;
        const unsigned char *from;
        uint64_t version, slot, head = @LOWER@_word(reader->object + 256);
        size_t left = @SIZE@;

        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        version = head >> 8;
        slot = head & 255;
        if (version == 0 || slot >= reader->slots) return @UPPER@_CORRUPT;
        from = reader->object + reader->values + slot * reader->stride;
        while (left > 0) {
            uint64_t word = @LOWER@_word(from);
            size_t part = left < 8 ? left : 8;
            memcpy(to, &word, part);
            from += 8;
            to += part;
            left -= part;
        }
        /* The stamp is looked at after the copy: had a word of a later fill been copied, it would be
           another. */
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        if (@LOWER@_word(reader->object + reader->stamps + slot * reader->stride) == version) {
            reader->seen = version;
            return @UPPER@_OK;
        }
        __atomic_thread_fence(__ATOMIC_ACQUIRE);
        if (@LOWER@_word(reader->object + 256) == head) return @UPPER@_CORRUPT;
    }
    return @UPPER@_BUSY;
}

/* The version of the value that was read last; 0 before the first. */
static inline uint64_t @LOWER@_seen(const struct @LOWER@_reader *reader) {
    return reader->seen;
}

/* Whether the writer has ended in good order, or another object has taken the name: open again. */
static inline int @LOWER@_has_ended(const struct @LOWER@_reader *reader) {
    uint32_t lifecycle = __atomic_load_n(
        (const uint32_t *)(const void *)(reader->object + 384), __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return lifecycle == 2 || lifecycle == 3;
}

/* 1 if a writer lives, by the kernel's word; 0 if none does; -1 if the kernel does not say. */
static inline int @LOWER@_writer_alive(const struct @LOWER@_reader *reader) {
    struct flock lock;
    memset(&lock, 0, sizeof lock);
    lock.l_type = F_RDLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = (off_t)1 << 62;
    lock.l_len = 1;
    /* 36 is F_OFD_GETLK, which POSIX does not have. */
    if (fcntl(reader->file, 36, &lock) != 0) return -1;
    return lock.l_type != F_UNLCK;
}
