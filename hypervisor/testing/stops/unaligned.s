; Loads a word between two words.
        .level  1.1
        .text
_start: ldil    L%data,%r3
        ldo     R%data(%r3),%r3
        ldw     2(%r3),%r4
        nop
        .data
data:   .word   1,2
