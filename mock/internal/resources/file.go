package resources

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// A picture is a text: an address on the web, a file that comes with authentik, an icon of Font Awesome, or
// otherwise the name of an uploaded file. The fake stores no files; it returns their addresses.

// themeVariable in a file's name stands for the light or dark theme; there is one file for each.
const themeVariable = "%(theme)s"

// themesOfFiles lists the themes that have files of their own.
var themesOfFiles = []string{"light", "dark"}

// filesBesidesUploads lists the prefixes of pictures that are not uploaded files. They need no token.
var filesBesidesUploads = []string{"/static", "http:", "https://", "fa://"}

func isUpload(name string) bool {
	for _, prefix := range filesBesidesUploads {
		if strings.HasPrefix(name, prefix) {
			return false
		}
	}
	return true
}

var fileLetters = regexp.MustCompile(`^[a-zA-Z0-9._/-]+$`)

// Limits for the names of files: the whole name, and each part between slashes.
const (
	longestFileName = 1024
	longestFilePart = 255
)

// pictureName refuses names that uploaded files cannot have.
func pictureName(_ *drf.Request, _ *drf.Field, _ *store.Row, value any) *messages.Message {
	name := value.(string)
	if !isUpload(name) {
		return nil
	}
	parts := fileParts(name)
	var message messages.Message
	switch {
	case !fileLetters.MatchString(strings.ReplaceAll(name, themeVariable, "theme")):
		message = messages.New("File name can only contain letters (a-z, A-Z), numbers (0-9), dots (.), hyphens (-), " +
			"underscores (_), forward slashes (/), and the placeholder %(theme)s for theme-specific files")
	case strings.Contains(name, "//"):
		message = messages.New("File name cannot contain duplicate /")
	case strings.HasPrefix(name, "/"):
		message = messages.New("Absolute paths are not allowed")
	case slices.Contains(parts, ".."):
		message = messages.New("Parent directory references ('..') are not allowed")
	case len(parts) == 0 || strings.HasPrefix(parts[0], "."):
		message = messages.New("Paths cannot start with '.'")
	case utf8.RuneCountInString(strings.Join(parts, "/")) > longestFileName:
		message = messages.New("File name too long (max 1024 characters)")
	case slices.ContainsFunc(parts, func(part string) bool { return utf8.RuneCountInString(part) > longestFilePart }):
		message = messages.New("Path component too long (max 255 characters)")
	default:
		return nil
	}
	return &message
}

// fileParts returns the significant parts of a path, as Python's PurePosixPath does.
func fileParts(name string) []string {
	return slices.DeleteFunc(strings.Split(name, "/"), func(part string) bool { return part == "" || part == "." })
}

// The address of an uploaded file contains a JSON Web Token with the path and the time span in which it is
// valid. A server returns the same token for a while; here it is the same for all files.
const (
	fileTokenLife = 15 * time.Minute
	fileTokenKept = 603 * time.Second // two thirds of its life
	fileTokenSlip = 15 * time.Second
)

// fileTokenHeader is {"alg":"HS256","typ":"JWT"}.
var fileTokenHeader = base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`))

// fileToken returns the token of a path. The fake does not check it, so that any key will do.
func fileToken(path string, now time.Time) string {
	issued := now.Truncate(fileTokenKept)
	claims := python.NewDict()
	claims.Set("path", path)
	claims.Set("exp", issued.Add(fileTokenLife).Unix())
	claims.Set("nbf", issued.Add(-fileTokenSlip).Unix())
	signed := fileTokenHeader + "." + base64.RawURLEncoding.EncodeToString(orjson.Append(nil, claims))
	mac := hmac.New(sha256.New, []byte("authentik-mock"))
	mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// fileURL returns the address of a picture, "" for none.
func fileURL(r *drf.Request, name string) string {
	if name == "" || !isUpload(name) {
		return name
	}
	path := "media/public/" + name
	return "/files/" + path + "?token=" + fileToken(path, r.Now)
}

// pictureURL returns the address of a picture, nil for none.
func pictureURL(r *drf.Request, name string) any {
	if name == "" {
		return nil
	}
	return fileURL(r, name)
}

// themedPictures returns the member with the addresses of a picture in each theme, and how it is known that the
// resource has it.
func themedPictures(column, name string, known profile.Evidence) drf.Field {
	return drf.Field{
		Name: name, Kind: drf.Nested, ReadOnly: true, Span: profile.Since(themedURLs, known), Fields: []drf.Field{{Name: "light"}, {Name: "dark"}},
		Value: func(r *drf.Request, row *store.Row) any { return themedFileURLs(r, row.Text(column)) },
	}
}

// themedFileURLs returns the addresses of a picture for each theme, nil if it is the same in all.
func themedFileURLs(r *drf.Request, name string) any {
	if !strings.Contains(name, themeVariable) {
		return nil
	}
	urls := python.NewDict()
	for _, theme := range themesOfFiles {
		urls.Set(theme, fileURL(r, strings.ReplaceAll(name, themeVariable, theme)))
	}
	return urls
}

// Until 2025.10 a picture is a Django file, which is uploaded or set by actions of its own.

// uploadedURL returns the address of such a picture, nil for none. plain lists prefixes of names that are
// addresses already.
func uploadedURL(name string, plain ...string) any {
	if name == "" {
		return nil
	}
	for _, prefix := range plain {
		if strings.HasPrefix(name, prefix) {
			return name
		}
	}
	return django.FileURL("/media/public/", name)
}

// longestUpload is the length of the column.
const longestUpload = 500

// setFileURL returns the action that sets a picture to an address. It refuses invalid bodies without a
// message, and crashes on values that are not texts, or too long for the column.
func setFileURL(name, description, column, needs string) drf.Action {
	return drf.Action{
		Name: name, Description: description, Detail: true, Method: http.MethodPost, Unfiltered: true, Needs: needs, Span: profile.Until(profile.V2025_12, profile.Document),
		Run: func(r *drf.Request, row *store.Row) (*drf.Response, error) {
			sent, err := memberOf(r, "url")
			if err != nil {
				return nil, err
			}
			if sent == nil {
				return &drf.Response{
					Status: http.StatusBadRequest, ContentType: "text/html; charset=utf-8",
					Because: &drf.Reason{Layer: drf.LayerField, Field: "url", Code: "required"},
				}, nil
			}
			url, ok := sent.(string)
			switch {
			case !ok:
				return nil, drf.Crash("the file field cannot save a name that is no text").In(drf.LayerField).Of("url")
			case utf8.RuneCountInString(url) > longestUpload || strings.ContainsRune(url, 0):
				return nil, drf.Crash("the column holds 500 characters, and no null characters").In(drf.LayerStore).Of("url")
			}
			if _, err := r.Update(row, map[string]any{column: url}); err != nil {
				return nil, err
			}
			return &drf.Response{Status: http.StatusOK, Body: python.NewDict()}, nil
		},
	}
}
