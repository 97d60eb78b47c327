package blueprint_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// digits is a list of ten.
const digits = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]"

// nested returns a value inside loops over ten items each.
func nested(loops int, kind, body string) string {
	return strings.Repeat("!Enumerate ["+digits+", "+kind+", ", loops) + body + strings.Repeat("]", loops)
}

// doubling returns a context in which every value contains the one before twice.
func doubling(levels int, form string) string {
	var b strings.Builder
	b.WriteString("version: 1\ncontext:\n  c0: x\n")
	for level := 1; level <= levels; level++ {
		fmt.Fprintf(&b, "  c%d: %s\n", level, fmt.Sprintf(form, level-1))
	}
	return b.String() + strings.TrimPrefix(group, "version: 1\n") + fmt.Sprintf("!Context c%d", levels)
}

// sharing returns a value that contains the same value ten times, nested levels deep.
func sharing(levels int, value string) string {
	for range levels {
		value = "!Enumerate [[" + value + "], SEQ, [" + strings.TrimSuffix(strings.Repeat("!Value 0, ", 10), ", ") + "]]"
	}
	return value
}

// The values that tags create from a short text are limited like the text itself.
func TestTagsAreBounded(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"loops in loops":             group + nested(7, "SEQ", "x"),
		"loops that make mappings":   group + nested(7, "MAP", "[!Index 0, x]"),
		"merged lists":               group + "!Enumerate [!ParseJSON '[" + strings.Repeat("1,", 20_000) + "1]', MAP, {k: [x, x, x]}]",
		"merged mappings":            group + "!Enumerate [!ParseJSON '[" + strings.Repeat("1,", 20_000) + "1]', MAP, {k: !Enumerate [[0], MAP, [!Index 1, 1]]}]",
		"letters of a text":          group + "!Enumerate [!Format [\"%300000s\", x], SEQ, x]",
		"a value shared":             group + sharing(8, "x"),
		"a number shared":            group + sharing(8, "1"),
		"a list shared":              group + sharing(8, "[]"),
		"an item shared":             doubling(20, "!Enumerate [[!Context c%d], SEQ, [!Value 0, !AtIndex [[!Value 0], 0], !Value 0]]"),
		"contexts of contexts":       doubling(30, "[!Context c%[1]d, !Context c%[1]d]"),
		"texts of texts":             doubling(40, `!Format ["%%s%%s", !Context c%[1]d, !Context c%[1]d]`),
		"a wide place":               group + `!Format ["%999999999s", x]`,
		"a place wider than numbers": group + `!Format ["%99999999999999999999d", 1]`,
		"a precise number":           group + `!Format ["%.999999999f", 1.5]`,
		"many wide places":           group + "!Format [\"" + strings.Repeat("%900000s", 20) + "\"" + strings.Repeat(", x", 20) + "]",
		"JSON again and again":       group + nested(6, "SEQ", "!ParseJSON '["+strings.Repeat("1,", 100)+"1]'"),
		"models again and again":     group + nested(5, "SEQ", "!Context goauthentik.io/rbac/models"),
	} {
		_, err := check(text)
		if !errors.Is(err, yamldoc.ErrLimit) || !strings.HasPrefix(err.Error(), "file.yaml:") {
			t.Errorf("%s: %.300v", name, err)
		}
	}
}

func TestTagsWithinBounds(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"loops":    group + nested(3, "SEQ", "!Value 2"),
		"contexts": doubling(10, "[!Context c%[1]d, !Context c%[1]d]"),
		"texts":    doubling(12, `!Format ["%%s%%s", !Context c%[1]d, !Context c%[1]d]`),
		"values":   group + sharing(3, "x"),
	} {
		if _, err := check(text); err != nil {
			t.Errorf("%s: %.300v", name, err)
		}
	}
}

// The quotation in an error is short.
func TestErrorsAreShort(t *testing.T) {
	t.Parallel()
	long := "!Format [\"%900000s\", x]"
	for _, text := range []string{
		group + "!Enumerate [5, SEQ, 1]" + strings.Repeat(" ", 100_000) + "# comment",
		group + "!AtIndex [" + long + ", 0]",
		group + "!AtIndex [[], " + long + "]",
		group + "!Condition [[" + long + "], 1]",
		group + "!Enumerate [[1], MAP, " + long + "]",
	} {
		if _, err := check(text); err == nil || len(err.Error()) > 1_500 {
			t.Errorf("%.100s: %.300v", text, err)
		}
	}
}

func TestOfManyWarningsAFewAreTold(t *testing.T) {
	t.Parallel()
	warnings, err := check("version: 1\nentries:\n" + strings.Repeat("- {model: authentik_sources_ldap.ldapsource, identifiers: {slug: a}}\n", 300))
	if err != nil || len(warnings) != 101 || !strings.Contains(string(warnings[100]), "there are more warnings") {
		t.Errorf("%d warnings, %v", len(warnings), err)
	}
}
