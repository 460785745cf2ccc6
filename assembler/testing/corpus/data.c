/* Data of every kind: initialized, constant, zero, common, static, aligned, weak, in sections of their own; addresses. */
char letter = 'x';
short numbers[] = { 1, -2, 3, -4, 5 };
const int primes[] = { 2, 3, 5, 7, 11, 13, 17, 19, 23 };
long long wide = -0x123456789abcdefLL;
double pi = 3.14159265358979;
float e = 2.71828f;
const char text[] = "text with \"quotes\", \\ and \n";
const char *words[] = { "zero", "one", "two", "three", "ten" + 1 };
int zeros[100];
static int hidden[10];
int counter;
__attribute__((common)) int shared_number;
__attribute__((common)) double shared_table[12];
__attribute__((aligned(64))) int aligned = 5;
__attribute__((section(".data.special"))) int special = 9;
__attribute__((weak)) int maybe(void) { return 3; }
extern int absent __attribute__((weak));
static const struct { const char *name; int *place; int (*function)(void); } table[] = {
    { "counter", &counter, maybe }, { "third", &zeros[3], 0 }, { "x", &hidden[9], maybe },
};
int *place(int i) { return table[i % 3].place; }
int call(int i) { return table[i % 3].function ? table[i % 3].function() : -1; }
int count(void) { static int calls = 7; hidden[calls % 10]++; return ++calls; }
int weak_absent(void) { return &absent == 0; }
int text_sum(void) { int s = 0; for (const char *p = text; *p; p++) s += *p; for (int i = 0; i < 5; i++) s += words[i][0]; return s; }
int number_sum(void)
{
    int s = letter + special + aligned + shared_number + (int)shared_table[3] + (int)(wide >> 20) + (int)pi + (int)e;
    for (int i = 0; i < 5; i++) s += numbers[i];
    for (int i = 0; i < 9; i++) s += primes[i];
    return s;
}
