package play

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/authentik-mock/authentik-mock/contract/internal/jsonbody"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// askVersion asks a server for its version.
func askVersion(ctx context.Context, target wire.Target) (string, error) {
	w, err := wire.Dial(target)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrUsage, err)
	}
	defer w.Close()
	if err := w.Connect(ctx); err != nil {
		return "", err
	}
	answer, err := w.Send(ctx, wire.Request{Method: "GET", Path: "/api/v3/admin/version/", Headers: wire.Bearer(target.Token)})
	if err != nil {
		return "", fmt.Errorf("%w: %w", wire.ErrUnreachable, err)
	}
	body, _ := orjson.Parse(answer.Body)
	version, ok := jsonbody.Member(body, "version_current").(string)
	if !ok {
		return "", fmt.Errorf("%w: the target does not say which version it is: GET /api/v3/admin/version/ answered %d %s. Is the token an administrator's? Otherwise name a profile",
			ErrUsage, answer.Status, jsonbody.Shorten(string(answer.Body)))
	}
	return version, nil
}

// AskProfile asks a server for its version and chooses the profile to compare it with. An authentik-mock
// reports its profile; for any other server the version decides. note explains the choice.
func AskProfile(ctx context.Context, target wire.Target) (p profile.Profile, version, note string, err error) {
	version, err = askVersion(ctx, target)
	if err != nil {
		return p, "", "", err
	}
	w, err := wire.Open(target.URL)
	if err != nil {
		return p, "", "", fmt.Errorf("%w: %w", ErrUsage, err)
	}
	defer w.Close()
	answer, err := w.Send(ctx, wire.Request{Method: "GET", Path: "/__mock/version"})
	if err == nil && answer.Status == http.StatusOK {
		body, _ := orjson.Parse(answer.Body)
		name, _ := jsonbody.Member(body, "profile").(string)
		if p, err := profile.Parse(name); err == nil {
			return p, version, fmt.Sprintf("the target is authentik-mock with the profile %s", p.Name), nil
		}
	}
	p, note = ProfileOf(version)
	return p, version, note, nil
}

// ProfileOf returns the profile of a version: its own, or the newest that is not newer; for a version older
// than all profiles, the oldest release. A release candidate has the profile of one, if there is any. The text explains a choice that is not exact.
func ProfileOf(version string) (profile.Profile, string) {
	releases := profile.Releases()
	chosen := releases[0]
	for _, p := range releases {
		if slices.Compare(numbers(p.Version), numbers(version)) > 0 {
			break
		}
		if chosen = p; release(p.Version) == release(version) && isCandidate(p.Version) == isCandidate(version) {
			break
		}
	}
	if release(chosen.Version) == release(version) {
		return chosen, fmt.Sprintf("the target is authentik %s: profile %s", version, chosen.Name)
	}
	return chosen, fmt.Sprintf("the target is authentik %s, which has no profile of its own: it is compared with %s", version, chosen.Name)
}

var digits = regexp.MustCompile(`\d+`)

// numbers returns the year and month of a version.
func numbers(version string) []string {
	found := digits.FindAllString(version, 2)
	for i, n := range found {
		found[i] = fmt.Sprintf("%4s", n)
	}
	return found
}

// isCandidate reports whether a version is a release candidate.
func isCandidate(version string) bool { return strings.Contains(version, "-rc") }

func release(version string) string { return strings.Join(numbers(version), ".") }
