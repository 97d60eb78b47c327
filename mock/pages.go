package mock

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
)

// The pages that authentik shows for addresses and accidents outside its API: HTML, of which clients see status and
// headers. They are made by a view that knows GET, HEAD and OPTIONS, so every other method gets a 405 without a body.

// noPage is the answer to an address that authentik does not have.
func noPage(w http.ResponseWriter, r *http.Request) {
	because(r, drf.Reason{Layer: drf.LayerAddress, Code: "not_found", Value: drf.Shortened(r.URL.Path)})
	page(w, r, http.StatusNotFound)
}

// crashPage is the answer when the real server's code fails.
func crashPage(w http.ResponseWriter, r *http.Request) { page(w, r, http.StatusInternalServerError) }

func page(w http.ResponseWriter, r *http.Request, status int) {
	switch methodOf(r) {
	case http.MethodGet, http.MethodHead:
		html(w, r, status, strconv.Itoa(status)+" "+http.StatusText(status))
	case http.MethodOptions:
		w.Header().Set("Allow", "GET, HEAD, OPTIONS")
		html(w, r, http.StatusOK, "")
	default:
		w.Header().Set("Allow", "GET, HEAD, OPTIONS")
		html(w, r, http.StatusMethodNotAllowed, "")
	}
}

// browserPage is the API browser at /api/v3/: a page of the website, which refuses what a form without a CSRF token sends.
func browserPage(w http.ResponseWriter, r *http.Request) {
	switch methodOf(r) {
	case http.MethodGet, http.MethodHead:
		html(w, r, http.StatusOK, "authentik API Browser")
	case http.MethodOptions, http.MethodTrace:
		because(r, drf.Reason{Layer: drf.LayerAddress, Code: "method_not_allowed", Value: methodOf(r)})
		page(w, r, http.StatusOK)
	default:
		because(r, drf.Reason{Layer: drf.LayerAddress, Code: "permission_denied", Why: "a page of the website, which wants a CSRF token"})
		html(w, r, http.StatusForbidden, "CSRF verification failed.")
	}
}

// badQueryPage is Django's answer to a query string that it does not read: without a body, whatever the method, if it is
// no UTF-8.
func badQueryPage(w http.ResponseWriter, r *http.Request, err error) {
	code := "too_many_fields"
	if errors.Is(err, django.ErrQueryEncoding) {
		code = "invalid_encoding"
	}
	because(r, drf.Reason{Layer: drf.LayerAddress, Code: code})
	if errors.Is(err, django.ErrQueryEncoding) {
		html(w, r, http.StatusBadRequest, "")
		return
	}
	page(w, r, http.StatusBadRequest)
}

// html writes a page. Its words are English, but the header names the language that the client asks for.
func html(w http.ResponseWriter, r *http.Request, status int, title string) {
	header := w.Header()
	applicationHeaders(header, string(languageOf(r)))
	header.Set("Content-Type", "text/html; charset=utf-8")
	text := ""
	if title != "" {
		text = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>authentik</title></head><body><h1>" + title + "</h1></body></html>\n"
	}
	header.Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	w.Write([]byte(text))
}
