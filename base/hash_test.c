#include "base/test.h"

#include <string.h>

#include "base/hash.h"

TEST("SHA-256 gives the sums of FIPS 180-2")
{
    char hex[65];

    hash_sha256("abc", 3, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    hash_sha256("", 0, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST("tokens are hexadecimal, of their length, and never alike")
{
    char a[65], b[65];

    hash_token(a, 32);
    hash_token(b, 32);
    assert_int_equal(strlen(a), 64);
    assert_int_equal(strspn(a, "0123456789abcdef"), 64);
    assert_string_not_equal(a, b);
    assert_true(hash_same(a, a));
    assert_false(hash_same(a, b));
    assert_false(hash_same(a, "short"));
}

TEST("the fast hash is FNV-1a")
{
    assert_true(hash_fast("", 0, 0) == 0xcbf29ce484222325u);
    assert_true(hash_fast("a", 1, 0) == 0xaf63dc4c8601ec8cu);
    assert_true(hash_fast("a", 1, 1) != hash_fast("a", 1, 0));
}
