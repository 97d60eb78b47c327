package mock_test

import (
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// TestTheNameOfAPictureIsAPathWithoutTricks sends every kind of name that authentik refuses, and those beside the bounds.
func TestTheNameOfAPictureIsAPathWithoutTricks(t *testing.T) {
	onReleases(t, func(t *testing.T, s *mocktest.Server, release string) {
		if !since(release, "2025.12") {
			return // a picture is set by an action
		}
		slug := made(t, s, "/api/v3/core/applications/", `{"name": "Shop", "slug": "shop"}`, "slug")
		const letters = "File name can only contain letters (a-z, A-Z), numbers (0-9), dots (.), hyphens (-), underscores (_), " +
			"forward slashes (/), and the placeholder %(theme)s for theme-specific files"
		const long = "Path component too long (max 255 characters)"
		for _, test := range []struct{ name, refused string }{
			{"a/b-c_d.9.png", ""}, {"a-%(theme)s.png", ""}, {"", ""}, {"fa://fa-circle", ""}, {"https://x.example/a b.png", ""},
			{"a b.png", letters}, {"ä.png", letters}, {"a%.png", letters},
			{"a//b.png", "File name cannot contain duplicate /"},
			{"/a/b.png", "Absolute paths are not allowed"}, {"/static/a b.png", ""},
			{"a/../b.png", "Parent directory references ('..') are not allowed"},
			{".a/b.png", "Paths cannot start with '.'"},
			{"./a.png", ""},
			{strings.Repeat("a", 255), ""}, {strings.Repeat("a", 256), long}, {"a/" + strings.Repeat("b", 256), long},
			{strings.Repeat("abc/", 255) + "abcd", ""}, {strings.Repeat("abc/", 255) + "abcde", "File name too long (max 1024 characters)"},
		} {
			a := call(t, s, "PATCH", "/api/v3/core/applications/"+slug+"/", `{"meta_icon": "`+test.name+`"}`)
			if test.refused == "" && a.status != 200 || test.refused != "" && (a.status != 400 || a.text != `{"meta_icon":["`+test.refused+`"]}`) {
				t.Errorf("%.40q (%d characters) answers %d %.300s", test.name, len(test.name), a.status, a.text)
			}
		}
	})
}
