package contract

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// askVersion asks a server which version it is.
func askVersion(ctx context.Context, target Target) (string, error) {
	w, err := target.dial()
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrUsage, err)
	}
	defer w.close()
	if err := w.connect(ctx); err != nil {
		return "", err
	}
	answer, err := w.send(ctx, rawRequest{method: "GET", path: "/api/v3/admin/version/", headers: bearer(target.Token)})
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	body, _ := orjson.Parse(answer.body)
	version, ok := memberOf(body, "version_current").(string)
	if !ok {
		return "", fmt.Errorf("%w: the target does not say which version it is: GET /api/v3/admin/version/ answered %d %s. Is the token an administrator's? Otherwise name a profile",
			ErrUsage, answer.status, shorten(string(answer.body)))
	}
	return version, nil
}

// askProfile asks a server for its version and for the profile to hold it against. An authentik-mock says which profile it
// speaks; of any other server the version decides. note says what was chosen.
func askProfile(ctx context.Context, target Target) (p profile.Profile, version, note string, err error) {
	version, err = askVersion(ctx, target)
	if err != nil {
		return p, "", "", err
	}
	w, err := newWire(target.URL)
	if err != nil {
		return p, "", "", fmt.Errorf("%w: %w", ErrUsage, err)
	}
	defer w.close()
	answer, err := w.send(ctx, rawRequest{method: "GET", path: "/__mock/version"})
	if err == nil && answer.status == http.StatusOK {
		body, _ := orjson.Parse(answer.body)
		name, _ := memberOf(body, "profile").(string)
		if p, err := profile.Parse(name); err == nil {
			return p, version, fmt.Sprintf("the target is authentik-mock, which speaks the profile %s", p.Name), nil
		}
	}
	p, note = profileOf(version)
	return p, version, note, nil
}

// profileOf chooses the profile of a version: its own, or the newest that is not newer; of a version older than all, the
// oldest recorded one.
func profileOf(version string) (profile.Profile, string) {
	recorded := profile.All[1:] // the first is the documentation, not a release
	chosen := recorded[0]
	for _, p := range recorded {
		if release(version) == release(p.Version) {
			return p, fmt.Sprintf("the target is authentik %s: profile %s", version, p.Name)
		}
		if slices.Compare(numbers(p.Version), numbers(version)) <= 0 {
			chosen = p
		}
	}
	return chosen, fmt.Sprintf("the target is authentik %s, which has no profile of its own: it is held against %s", version, chosen.Name)
}

var digits = regexp.MustCompile(`\d+`)

// numbers are year and month of a version.
func numbers(version string) []string {
	found := digits.FindAllString(version, 2)
	for i, n := range found {
		found[i] = fmt.Sprintf("%4s", n)
	}
	return found
}

func release(version string) string { return strings.Join(numbers(version), ".") }
