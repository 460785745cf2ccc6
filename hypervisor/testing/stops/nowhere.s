; Calls a function by a pointer that nobody has set right.
        .level  1.1
        .text
_start: ldi     0x500,%r3
        ble     0(%sr0,%r3)
        copy    %r31,%r2
