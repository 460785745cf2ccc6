; A kernel without a TLB miss handler loads from virtual memory.
        .level  1.1
        .text
_start: ldil    L%go,%r3
        ldo     R%go(%r3),%r3
        mtctl   %r0,%cr17
        mtctl   %r0,%cr17
        mtctl   %r3,%cr18
        ldo     4(%r3),%r3
        mtctl   %r3,%cr18
        ldi     10,%r4                  ; PSW Q and D
        mtctl   %r4,%cr22
        rfi
go:     ldil    L%0x12345000,%r4
        ldw     8(%r4),%r5
        nop
