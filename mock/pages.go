package mock

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// authentik's pages for addresses and errors outside its API: HTML, of which clients see status and headers.

// keptStatus is the span in which a page about an error has its own status whatever the method. Until then
// its view accepts GET, HEAD and OPTIONS only, so that every other method gets a 405 without a body.
var keptStatus = profile.Dated("the status of error pages", profile.Since(profile.V2026_8RC1, profile.Recorded))

// noPage is the answer to an address that authentik does not have.
func (f *fake) noPage(c *call) {
	c.because(drf.Reason{Layer: drf.LayerAddress, Code: "not_found", Value: drf.Shortened(c.r.URL.Path)})
	f.errorPage(c, http.StatusNotFound)
}

// crashPage is the answer when the real server's code fails.
func (f *fake) crashPage(c *call) { f.errorPage(c, http.StatusInternalServerError) }

// errorPage is Django's answer to a request that no view answers.
func (f *fake) errorPage(c *call, status int) {
	if keptStatus.In(f.profile.Contract) {
		html(c, status, titleOf(status))
		return
	}
	plainPage(c, status)
}

func titleOf(status int) string { return strconv.Itoa(status) + " " + http.StatusText(status) }

// plainPage is the answer of a view that accepts GET, HEAD and OPTIONS.
func plainPage(c *call, status int) {
	switch c.r.Method {
	case http.MethodGet, http.MethodHead:
		html(c, status, titleOf(status))
	case http.MethodOptions:
		c.w.Header().Set("Allow", "GET, HEAD, OPTIONS")
		html(c, http.StatusOK, "")
	default:
		c.w.Header().Set("Allow", "GET, HEAD, OPTIONS")
		html(c, http.StatusMethodNotAllowed, "")
	}
}

// browserPage is the API browser at /api/v3/: a page of the website, which refuses form requests without a
// CSRF token.
func browserPage(c *call) {
	switch c.r.Method {
	case http.MethodGet, http.MethodHead:
		html(c, http.StatusOK, "authentik API Browser")
	case http.MethodOptions, http.MethodTrace:
		c.because(drf.Reason{Layer: drf.LayerAddress, Code: "method_not_allowed", Value: c.r.Method})
		plainPage(c, http.StatusOK)
	default:
		c.because(drf.Reason{Layer: drf.LayerAddress, Code: "permission_denied", Why: "a page of the website, which wants a CSRF token"})
		html(c, http.StatusForbidden, "CSRF verification failed.")
	}
}

// badQueryPage is Django's answer to an invalid query string: without a body, whatever the method, if it is
// not UTF-8.
func (f *fake) badQueryPage(c *call, err error) {
	code := "too_many_fields"
	if errors.Is(err, django.ErrQueryEncoding) {
		code = "invalid_encoding"
	}
	c.because(drf.Reason{Layer: drf.LayerAddress, Code: code})
	if errors.Is(err, django.ErrQueryEncoding) {
		html(c, http.StatusBadRequest, "")
		return
	}
	f.errorPage(c, http.StatusBadRequest)
}

// html writes a page. It is in English, but the header names the language that the client requests.
func html(c *call, status int, title string) {
	header := c.w.Header()
	applicationHeaders(header, languageOf(c.r))
	header.Set("Content-Type", "text/html; charset=utf-8")
	text := ""
	if title != "" {
		text = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>authentik</title></head><body><h1>" + title + "</h1></body></html>\n"
	}
	header.Set("Content-Length", strconv.Itoa(len(text)))
	c.w.WriteHeader(status)
	c.w.Write([]byte(text))
}
