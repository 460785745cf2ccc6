; A handler that makes the mistake: PSW Q is 0 in it, so the IIA queues still hold the first interruption.
        .level  1.1
        .text
_start: ldil    L%go,%r3
        ldo     R%go(%r3),%r3
        mtctl   %r0,%cr17
        mtctl   %r0,%cr17
        mtctl   %r3,%cr18
        ldo     4(%r3),%r3
        mtctl   %r3,%cr18
        ldil    L%vectors,%r3
        ldo     R%vectors(%r3),%r3
        mtctl   %r3,%cr14
        ldi     8,%r4                   ; PSW Q
        mtctl   %r4,%cr22
        rfi
go:     break   1,2
        nop
        .balign 4096
vectors:
        .space  32*9
        b,n     trap
        .space  28
        .space  32*22
trap:   ldi     1,%r6
        ldw     2(%r0),%r5
        nop
