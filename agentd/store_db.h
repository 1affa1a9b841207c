/* store_db.h : the SQLite file behind store.h. Writer thread only (and before it starts). */
#ifndef AGENTD_STORE_DB_H
#define AGENTD_STORE_DB_H

#include <stddef.h>
#include <stdint.h>

struct err;
struct json_t;
struct store_db;

#define STORE_EVENTS_MAX 200000 /* older ones are forgotten */

struct store_db *store_db_open(const char *folder, char **note, struct err *err);
void store_db_close(struct store_db *db); /* NULL is fine */
int64_t store_db_last_cursor(const struct store_db *db);
int64_t store_db_last_task(const struct store_db *db);
int store_db_task(struct store_db *db, int64_t id, const struct json_t *row, struct err *err);
/* Events gather in a transaction that ends when a reader comes or store_db_flush_ms has passed. */
int store_db_event(struct store_db *db, const struct json_t *event, struct err *err);
int store_db_flush_ms(struct store_db *db); /* commits when due; how long to wait then, -1: no limit */
struct json_t *store_db_tasks(struct store_db *db, size_t limit, struct err *err);
struct json_t *store_db_events(struct store_db *db, int64_t since, int64_t upto, struct err *err);

#endif
