/*
 * A little Lisp on the console: numbers, symbols, lists, lambda with closures, define, if, quote. It never frees memory.
 *
 *     (define fact (lambda (n) (if (< n 2) 1 (* n (fact (- n 1))))))
 *     (fact 10)
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { NUMBER, SYMBOL, PAIR, BUILTIN, CLOSURE };

typedef struct value value;
struct value {
    enum kind kind;
    union {
        int number;
        const char *symbol;
        struct {
            value *first, *rest;
        };
        value *(*builtin)(value *arguments);
        struct {
            value *parameters, *body, *environment;
        };
    };
};

/* The empty list, which is false, is NULL. Symbols are unique, so equal ones are the same. */
static value *symbols, *global, *truth, *quote_symbol, *if_symbol, *define_symbol, *lambda_symbol;

/* After a mistake the rest of the expression is nothing; the next line starts afresh. */
static const char *mistake;

static value *fail(const char *what)
{
    if (mistake == NULL)
        mistake = what;
    return NULL;
}

static value *new_value(enum kind kind)
{
    value *made = calloc(1, sizeof *made);

    if (made == NULL) {
        printf("out of memory\n");
        exit(1);
    }
    made->kind = kind;
    return made;
}

static value *number(int n)
{
    value *made = new_value(NUMBER);

    made->number = n;
    return made;
}

static value *pair(value *first, value *rest)
{
    value *made = new_value(PAIR);

    made->first = first;
    made->rest = rest;
    return made;
}

static int is(const value *v, enum kind kind) { return v != NULL && v->kind == kind; }
static value *first(value *v) { return is(v, PAIR) ? v->first : fail("not a list"); }
static value *rest(value *v) { return is(v, PAIR) ? v->rest : fail("not a list"); }
static int integer(value *v) { return is(v, NUMBER) ? v->number : (fail("not a number"), 0); }

static value *symbol(const char *name)
{
    value *made;

    for (value *at = symbols; at != NULL; at = at->rest)
        if (strcmp(at->first->symbol, name) == 0)
            return at->first;
    made = new_value(SYMBOL);
    made->symbol = strcpy(malloc(strlen(name) + 1), name);
    symbols = pair(made, symbols);
    return made;
}

/* Reading. `next` is the character not yet used. */
static int next = '\n';

static void skip_space(void)
{
    while (isspace(next))
        next = getchar();
}

static value *read(void);

static value *read_list(void)
{
    value *head = NULL, **tail = &head;

    for (skip_space(); next != ')'; skip_space()) {
        if (next == EOF)
            return fail("unexpected end");
        *tail = pair(read(), NULL);
        tail = &(*tail)->rest;
    }
    next = ' ';
    return head;
}

static value *read_atom(void)
{
    char word[64], *end;
    size_t length = 0;
    int n;

    for (; next != EOF && !isspace(next) && next != '(' && next != ')'; next = getchar())
        if (length < sizeof word - 1)
            word[length++] = (char)next;
    word[length] = '\0';
    n = (int)strtol(word, &end, 10);
    return *end == '\0' ? number(n) : symbol(word);
}

static value *read(void)
{
    skip_space();
    switch (next) {
    case '(':
        next = getchar();
        return read_list();
    case ')':
        next = ' ';
        return fail("unexpected )");
    case '\'':
        next = getchar();
        return pair(quote_symbol, pair(read(), NULL));
    default:
        return read_atom();
    }
}

static void print(const value *v)
{
    const char *before = "(";

    if (is(v, NUMBER))
        printf("%d", v->number);
    else if (is(v, SYMBOL))
        printf("%s", v->symbol);
    else if (is(v, BUILTIN) || is(v, CLOSURE))
        printf("<function>");
    else if (v == NULL)
        printf("()");
    else {
        for (; is(v, PAIR); v = v->rest, before = " ") {
            printf("%s", before);
            print(v->first);
        }
        if (v != NULL) {
            printf(" . ");
            print(v);
        }
        printf(")");
    }
}

/* An environment is a list of pairs of a symbol and its value; the global one lies under all others. */
static value *binding(value *name, value *environment)
{
    for (; environment != NULL; environment = environment->rest)
        if (environment->first->first == name)
            return environment->first;
    return NULL;
}

static value *look_up(value *name, value *environment)
{
    value *found = binding(name, environment);

    if (found == NULL)
        found = binding(name, global);
    return found != NULL ? found->rest : fail("unknown name");
}

static value *evaluate(value *expression, value *environment);

static value *evaluate_all(value *expressions, value *environment)
{
    value *one;

    if (expressions == NULL || mistake != NULL)
        return NULL;
    one = evaluate(first(expressions), environment);
    return pair(one, evaluate_all(rest(expressions), environment));
}

static value *apply(value *function, value *arguments)
{
    value *environment, *name;

    if (mistake != NULL)
        return NULL;
    if (is(function, BUILTIN))
        return function->builtin(arguments);
    if (!is(function, CLOSURE))
        return fail("not a function");
    environment = function->environment;
    for (name = function->parameters; name != NULL && mistake == NULL; name = rest(name)) {
        environment = pair(pair(first(name), first(arguments)), environment);
        arguments = rest(arguments);
    }
    return evaluate(function->body, environment);
}

static value *define(value *name, value *what)
{
    value *found = binding(name, global);

    if (mistake != NULL)
        return NULL;
    if (found != NULL)
        found->rest = what;
    else
        global = pair(pair(name, what), global);
    return name;
}

static value *evaluate(value *expression, value *environment)
{
    value *head, *operands;

    if (is(expression, SYMBOL))
        return look_up(expression, environment);
    if (!is(expression, PAIR) || mistake != NULL)
        return expression;
    head = expression->first;
    operands = expression->rest;
    if (head == quote_symbol)
        return first(operands);
    if (head == if_symbol) {
        value *branches = rest(operands);

        return evaluate(first(evaluate(first(operands), environment) != NULL ? branches : rest(branches)), environment);
    }
    if (head == define_symbol)
        return define(first(operands), evaluate(first(rest(operands)), environment));
    if (head == lambda_symbol) {
        value *closure = new_value(CLOSURE);

        closure->parameters = first(operands);
        closure->body = first(rest(operands));
        closure->environment = environment;
        return closure;
    }
    head = evaluate(head, environment);
    return apply(head, evaluate_all(operands, environment));
}

static value *add(value *arguments)
{
    int sum = 0;

    for (; arguments != NULL; arguments = rest(arguments))
        sum += integer(first(arguments));
    return number(sum);
}

static value *multiply(value *arguments)
{
    int product = 1;

    for (; arguments != NULL; arguments = rest(arguments))
        product *= integer(first(arguments));
    return number(product);
}

static value *subtract(value *arguments) { return number(integer(first(arguments)) - integer(first(rest(arguments)))); }

static value *divide(value *arguments)
{
    int divisor = integer(first(rest(arguments)));

    return divisor == 0 ? fail("division by zero") : number(integer(first(arguments)) / divisor);
}

static value *less(value *arguments)
{
    return integer(first(arguments)) < integer(first(rest(arguments))) ? truth : NULL;
}

static value *equal(value *arguments)
{
    value *a = first(arguments), *b = first(rest(arguments));

    return a == b || (is(a, NUMBER) && is(b, NUMBER) && a->number == b->number) ? truth : NULL;
}

static value *cons(value *arguments) { return pair(first(arguments), first(rest(arguments))); }
static value *car(value *arguments) { return first(first(arguments)); }
static value *cdr(value *arguments) { return rest(first(arguments)); }

static void define_builtin(const char *name, value *(*builtin)(value *))
{
    value *made = new_value(BUILTIN);

    made->builtin = builtin;
    define(symbol(name), made);
}

int main(void)
{
    quote_symbol = symbol("quote");
    if_symbol = symbol("if");
    define_symbol = symbol("define");
    lambda_symbol = symbol("lambda");
    truth = symbol("t");
    define(truth, truth);
    define_builtin("+", add);
    define_builtin("-", subtract);
    define_builtin("*", multiply);
    define_builtin("/", divide);
    define_builtin("<", less);
    define_builtin("=", equal);
    define_builtin("cons", cons);
    define_builtin("car", car);
    define_builtin("cdr", cdr);
    for (skip_space(); next != EOF; skip_space()) {
        value *result = evaluate(read(), NULL);

        if (mistake != NULL)
            printf("mistake: %s", mistake);
        else
            print(result);
        putchar('\n');
        mistake = NULL;
    }
    return 0;
}
