/* test.h : unit tests over cmocka. A test is a sentence:
 *
 *     TEST("a click off the screen never reaches the hands")
 *     {
 *         assert_int_equal(…);
 *     }
 *
 * A folder's tests are one program (test_main.c); arguments choose tests whose sentence or file holds one of
 * them. The last line is `N passed, N failed`. */
#ifndef BASE_TEST_H
#define BASE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

void test_register(const char *file, const char *sentence, CMUnitTestFunction fn);

#define TEST_NAME_(a, b) a##b
#define TEST_NAME(a, b) TEST_NAME_(a, b)
#define TEST(sentence)                                                             \
    static void TEST_NAME(test_, __LINE__)(void **);                               \
    __attribute__((constructor)) static void TEST_NAME(register_, __LINE__)(void)  \
    {                                                                              \
        test_register(__FILE__, sentence, TEST_NAME(test_, __LINE__));             \
    }                                                                              \
    static void TEST_NAME(test_, __LINE__)(void **state __attribute__((unused)))

#endif
