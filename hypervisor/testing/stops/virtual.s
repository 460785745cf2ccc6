; Translated code, far from where it is in memory, loads from a page of which the TLB knows nothing.
        .level  1.1
        .text
_start: ldil    L%0x40000000,%r5
        ldil    L%page,%r6
        extru   %r6,24,25,%r6           ; as IITLBA wants a physical page
        iitlba  %r6,(%sr0,%r5)
        ldil    L%0x02000000,%r7        ; type 2: read, write and execute, from level 0 to 0
        iitlbp  %r7,(%sr0,%r5)
        mtctl   %r0,%cr17
        mtctl   %r0,%cr17
        ldo     go-page(%r5),%r3
        mtctl   %r3,%cr18
        ldo     4(%r3),%r3
        mtctl   %r3,%cr18
        ldil    L%0x40000,%r4           ; PSW C, Q and D
        ldo     10(%r4),%r4
        mtctl   %r4,%cr22
        rfi
        .balign 4096
page:   nop
go:     bl      inner,%r2
        nop
        nop
inner:  ldil    L%0x40001000,%r8
        ldw     8(%r8),%r9
        nop
