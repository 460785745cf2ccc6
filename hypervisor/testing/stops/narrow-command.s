; Gives the console a command as it would be right on another board.
        .level  1.1
        .text
        .globl  _start
_start: ldil    L%0xf0002000,%r3
        ldi     3,%r4
loop:   addib,<> -1,%r4,loop
        nop
        bl      command,%r2
        ldi     1,%r5
        nop
        .globl  command
command:
        stw     %r5,0xc(%r3)
        stb     %r5,0x14(%r3)
        bv      %r0(%r2)
        nop
