BEGIN TRANSACTION;
CREATE TABLE action (
	seq INTEGER NOT NULL, 
	request TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	station TEXT NOT NULL, 
	kind VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	customer VARCHAR, 
	entry INTEGER, 
	position INTEGER, 
	undone BOOLEAN NOT NULL, 
	CONSTRAINT pk_action PRIMARY KEY (seq), 
	CONSTRAINT uq_action_request UNIQUE (request)
);
INSERT INTO "action" VALUES(1,'sign-up 0','Rita','front desk','signed_up','2026-11-21 18:00:00.000000','1',NULL,NULL,0);
INSERT INTO "action" VALUES(2,'sign-up 1','Rita','front desk','signed_up','2026-11-21 18:00:00.000000','2',NULL,NULL,0);
INSERT INTO "action" VALUES(3,'sign-up 2','Rita','front desk','signed_up','2026-11-21 18:00:00.000000','3',NULL,NULL,0);
INSERT INTO "action" VALUES(4,'first of the day','Rita','front desk','checked_in','2026-11-21 18:00:00.000000','3',1,NULL,0);
INSERT INTO "action" VALUES(5,'one request','Rita','front desk','checked_in','2026-11-21 18:03:00.000000','1',2,NULL,0);
INSERT INTO "action" VALUES(6,'edit','Rita','front desk','edited','2026-11-21 18:06:00.000000','1',NULL,NULL,0);
INSERT INTO "action" VALUES(7,'scan','Rita','front desk','checked_in','2026-11-21 18:06:00.000000','4',3,NULL,0);
INSERT INTO "action" VALUES(8,'gone','Rita','front desk','signed_up','2026-11-21 18:06:00.000000','5',NULL,NULL,0);
INSERT INTO "action" VALUES(9,'delete','Max','back office','deleted','2026-11-21 18:06:00.000000','5',NULL,NULL,0);
INSERT INTO "action" VALUES(10,'patient','Rita','front desk','signed_up','2026-11-21 18:06:00.000000','OLD-77',NULL,NULL,0);
INSERT INTO "action" VALUES(11,'move','Rita','front desk','moved','2026-11-21 18:06:00.000000','4',3,3,0);
INSERT INTO "action" VALUES(12,'remove','Rita','front desk','removed','2026-11-21 18:06:00.000000','3',1,2,0);
INSERT INTO "action" VALUES(13,'ban','Max','back office','edited','2026-11-21 18:06:00.000000','2',NULL,NULL,0);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE card_mark (
	mark TEXT NOT NULL, 
	customer_id INTEGER NOT NULL, 
	CONSTRAINT pk_card_mark PRIMARY KEY (mark, customer_id)
)
 WITHOUT ROWID

;
CREATE TABLE chain_head (
	id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	mac VARCHAR NOT NULL, 
	seal VARCHAR NOT NULL, 
	CONSTRAINT pk_chain_head PRIMARY KEY (id)
);
INSERT INTO "chain_head" VALUES(1,15,'0c943c1d6557ffef5e45013a149da3cdce1171ccb32bba46b9b7a7bdbcaf2126','6e8fcbd4c52b0e3c3ab747899394014dd5bbd74377b00a84abe4d0292ac54d86');
CREATE TABLE customer (
	id INTEGER NOT NULL, 
	number_key TEXT NOT NULL, 
	number VARCHAR NOT NULL, 
	first_name VARCHAR, 
	middle_name VARCHAR, 
	last_name VARCHAR, 
	suffix VARCHAR, 
	nickname VARCHAR, 
	date_of_birth DATE, 
	gender VARCHAR, 
	sex VARCHAR, 
	id_type VARCHAR, 
	license_number VARCHAR, 
	license_state VARCHAR, 
	license_issued DATE, 
	license_expires DATE, 
	address_line1 VARCHAR, 
	address_line2 VARCHAR, 
	city VARCHAR, 
	state VARCHAR, 
	postal_code VARCHAR, 
	country VARCHAR, 
	delivery_line1 VARCHAR, 
	delivery_line2 VARCHAR, 
	delivery_city VARCHAR, 
	delivery_state VARCHAR, 
	delivery_postal_code VARCHAR, 
	phone VARCHAR, 
	email VARCHAR, 
	sms_opt_in BOOLEAN NOT NULL, 
	email_opt_in BOOLEAN NOT NULL, 
	receipts_by_email BOOLEAN NOT NULL, 
	adult_use BOOLEAN NOT NULL, 
	has_state_medical_id BOOLEAN NOT NULL, 
	medical_id VARCHAR, 
	medical_expires DATE, 
	notes VARCHAR, 
	warning_1 BOOLEAN NOT NULL, 
	warning_2 BOOLEAN NOT NULL, 
	banned BOOLEAN NOT NULL, 
	ban_reason VARCHAR, 
	created_at DATETIME, 
	updated_at DATETIME, 
	deleted_at DATETIME, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_customer PRIMARY KEY (id), 
	CONSTRAINT uq_customer_number_key UNIQUE (number_key)
);
INSERT INTO "customer" VALUES(1,'1','1','Wilma',NULL,'Overton',NULL,NULL,'1990-02-03','unspecified',NULL,NULL,'D 712-2044',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'5552014480','wilma@mail.example',0,0,0,1,0,NULL,NULL,'Two
lines',0,0,0,NULL,'2026-11-21 18:00:00.000000','2026-11-21 18:06:00.000000',NULL,2);
INSERT INTO "customer" VALUES(2,'2','2','Zoë',NULL,'Núñez-Vale',NULL,NULL,'1991-02-03','unspecified',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'5552014481',NULL,0,0,0,1,0,NULL,NULL,NULL,0,0,1,'shouted','2026-11-21 18:00:00.000000','2026-11-21 18:06:00.000000',NULL,2);
INSERT INTO "customer" VALUES(3,'3','3','Ann',NULL,'Marlowe',NULL,NULL,'1992-02-03','unspecified',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'5552014482',NULL,0,0,0,1,0,NULL,NULL,NULL,0,0,0,NULL,'2026-11-21 18:00:00.000000','2026-11-21 18:00:00.000000',NULL,1);
INSERT INTO "customer" VALUES(4,'4','4','ODILE',NULL,'FERNWAY',NULL,NULL,'1991-06-07','unspecified','F','driver_license','D5550199','CA','2024-06-07','2029-06-07','4 SAMPLE LANE',NULL,'EXAMPLETON','CA',NULL,'USA',NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,1,0,NULL,NULL,NULL,0,0,0,NULL,'2026-11-21 18:06:00.000000','2026-11-21 18:06:00.000000',NULL,1);
INSERT INTO "customer" VALUES(5,'5','5',NULL,NULL,'Gone',NULL,NULL,NULL,'unspecified',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,1,0,NULL,NULL,NULL,0,0,0,NULL,'2026-11-21 18:06:00.000000','2026-11-21 18:06:00.000000','2026-11-21 18:06:00.000000',2);
INSERT INTO "customer" VALUES(6,'old-77','OLD-77','Bo',NULL,NULL,NULL,NULL,NULL,'unspecified',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0,0,0,1,'MM-100-200','2027-01-31',NULL,1,0,0,NULL,'2026-11-21 18:06:00.000000','2026-11-21 18:06:00.000000',NULL,1);
CREATE TABLE customer_part (
	kind TEXT NOT NULL, 
	part TEXT NOT NULL, 
	previous TEXT NOT NULL, 
	customer_id INTEGER NOT NULL, 
	CONSTRAINT pk_customer_part PRIMARY KEY (kind, part, previous, customer_id)
)
 WITHOUT ROWID

;
INSERT INTO "customer_part" VALUES('email','a@mail.example','m',1);
INSERT INTO "customer_part" VALUES('email','lma@mail.example','i',1);
INSERT INTO "customer_part" VALUES('license','122044','7',1);
INSERT INTO "customer_part" VALUES('license','2044','2',1);
INSERT INTO "customer_part" VALUES('license','44','0',1);
INSERT INTO "customer_part" VALUES('medical','00','2',6);
INSERT INTO "customer_part" VALUES('medical','0200','0',6);
INSERT INTO "customer_part" VALUES('medical','100200','M',6);
INSERT INTO "customer_part" VALUES('phone','014480','2',1);
INSERT INTO "customer_part" VALUES('phone','014482','2',3);
INSERT INTO "customer_part" VALUES('phone','4480','1',1);
INSERT INTO "customer_part" VALUES('phone','4482','1',3);
INSERT INTO "customer_part" VALUES('phone','52014480','5',1);
INSERT INTO "customer_part" VALUES('phone','52014482','5',3);
INSERT INTO "customer_part" VALUES('phone','80','4',1);
INSERT INTO "customer_part" VALUES('phone','82','4',3);
CREATE TABLE customer_word (
	kind TEXT NOT NULL, 
	word TEXT NOT NULL, 
	rest TEXT NOT NULL, 
	customer_id INTEGER NOT NULL, 
	CONSTRAINT pk_customer_word PRIMARY KEY (kind, word, rest, customer_id)
)
 WITHOUT ROWID

;
INSERT INTO "customer_word" VALUES('birth','1990-02-03','overton,wilma,',1);
INSERT INTO "customer_word" VALUES('birth','1991-02-03','nunez vale,zoe,',2);
INSERT INTO "customer_word" VALUES('birth','1991-06-07','fernway,odile,',4);
INSERT INTO "customer_word" VALUES('birth','1992-02-03','marlowe,ann,',3);
INSERT INTO "customer_word" VALUES('domain','mail.example','',1);
INSERT INTO "customer_word" VALUES('email','wilma@mail.example','',1);
INSERT INTO "customer_word" VALUES('fresh','','',2);
INSERT INTO "customer_word" VALUES('fresh','','',4);
INSERT INTO "customer_word" VALUES('license','D5550199','',4);
INSERT INTO "customer_word" VALUES('license','D7122044','',1);
INSERT INTO "customer_word" VALUES('medical','MM100200','',6);
INSERT INTO "customer_word" VALUES('name','ann',' marlowe',3);
INSERT INTO "customer_word" VALUES('name','bo','',6);
INSERT INTO "customer_word" VALUES('name','fernway',' odile',4);
INSERT INTO "customer_word" VALUES('name','marlowe',' ann',3);
INSERT INTO "customer_word" VALUES('name','nunez',' zoe vale',2);
INSERT INTO "customer_word" VALUES('name','nunezvale',' zoe',2);
INSERT INTO "customer_word" VALUES('name','odile',' fernway',4);
INSERT INTO "customer_word" VALUES('name','overton',' wilma',1);
INSERT INTO "customer_word" VALUES('name','vale',' zoe nunez',2);
INSERT INTO "customer_word" VALUES('name','wilma',' overton',1);
INSERT INTO "customer_word" VALUES('name','zoe',' nunez vale',2);
INSERT INTO "customer_word" VALUES('phone','5552014480','',1);
INSERT INTO "customer_word" VALUES('phone','5552014481','',2);
INSERT INTO "customer_word" VALUES('phone','5552014482','',3);
CREATE TABLE draft (
	id TEXT NOT NULL, 
	author VARCHAR NOT NULL, 
	station VARCHAR NOT NULL, 
	content VARCHAR NOT NULL, 
	customer VARCHAR, 
	seen_version INTEGER NOT NULL, 
	started_at DATETIME NOT NULL, 
	saved_at DATETIME NOT NULL, 
	CONSTRAINT pk_draft PRIMARY KEY (id)
);
INSERT INTO "draft" VALUES('draft','Rita','front desk','{"texts": {"last_name": "Overton-Reed", "notes": "half a se"}, "scanned": [], "repairs": []}','1',1,'2026-11-21 17:30:00.000000','2026-11-21 17:30:00.000000');
CREATE TABLE employee (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	pin_hash VARCHAR NOT NULL, 
	name_key TEXT NOT NULL, 
	enabled BOOLEAN NOT NULL, 
	CONSTRAINT pk_employee PRIMARY KEY (id), 
	CONSTRAINT uq_employee_name_key UNIQUE (name_key)
);
INSERT INTO "employee" VALUES(1,'Rita','reception','x','rita',1);
INSERT INTO "employee" VALUES(2,'Max','manager','x','max',1);
CREATE TABLE event (
	seq INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	station VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	summary VARCHAR NOT NULL, 
	mac VARCHAR NOT NULL, 
	detail_mac VARCHAR NOT NULL, 
	customer TEXT, 
	CONSTRAINT pk_event PRIMARY KEY (seq)
);
INSERT INTO "event" VALUES(1,'2026-11-21 18:00:00.000000','Rita','front desk','signed_up','signed up by hand','c9d9114629b7e94a62487c727a0b922e6302dbeb82e8aac3eb57f181a2328152','098d51775329d84af3987fcaf581dedc1f0b64a1e3f4c727694ea7a1480b79a0','1');
INSERT INTO "event" VALUES(2,'2026-11-21 18:00:00.000000','Rita','front desk','signed_up','signed up by hand','8a06df150306424ef01ec73859c8ee1d7b2a8a82474e54adcf9e36ed3cd14e87','e69136db486e6872f2c6944d0331eb038e3ecbead876ee1eb8359b9267ed3616','2');
INSERT INTO "event" VALUES(3,'2026-11-21 18:00:00.000000','Rita','front desk','signed_up','signed up by hand','44e046e4ecd71275388a51aa0c5f234476a7b7008f92b5a4e2f63a96368bbaaf','3baa4252c89d209748dd4f1cd12cf6bd28525c9a5388fe0f9bac69faa3ecd462','3');
INSERT INTO "event" VALUES(4,'2026-11-21 18:00:00.000000','Rita','front desk','checked_in','checked in','5744508cff173c40461c2a215f2e44a2d8c9db2d627c61338af48275d8aa5faa','','3');
INSERT INTO "event" VALUES(5,'2026-11-21 18:03:00.000000','Rita','front desk','checked_in','checked in','120f43d5730002af6d2a8181651f46e218e866cbce81af113edf12982138465a','','1');
INSERT INTO "event" VALUES(6,'2026-11-21 18:06:00.000000','Rita','front desk','edited','edited: license_number, email, notes','ccf0c8d7f7fe5c74c98685bc173d36e7611a5194acd1c8b0a55680f6b05aa364','beb81906abb33c1b6a1f1d3b2cd405686d86b8204cc21a8176a83a78ab2a8d39','1');
INSERT INTO "event" VALUES(7,'2026-11-21 18:06:00.000000','Rita','front desk','signed_up','signed up from a license','7b28b5bdadf8334ae10a5317fa2202c5edb235f254e1f9ec24272d8f49b840f7','5f4e13f3ecd6ce0652354731b3fca8e2c14baa22adb8695866cadb56c10fd4b6','4');
INSERT INTO "event" VALUES(8,'2026-11-21 18:06:00.000000','Rita','front desk','checked_in','checked in','31984708ac962a7d7f07566cf31d2a83dfacef4784fa95591a689b3edafe5a88','','4');
INSERT INTO "event" VALUES(9,'2026-11-21 18:06:00.000000','Rita','front desk','signed_up','signed up by hand','d74928a154b95d5e82bd79551ddb4ffb7d79ceff481b294d027c3703e3accd18','ba1ecd236b77574a452ac27513d7c6d3fa553b22215dae6d55131b67dbcd4a66','5');
INSERT INTO "event" VALUES(10,'2026-11-21 18:06:00.000000','Max','back office','deleted','deleted','2160e6836c7d8de2e41ed69244cfd372f9682ce261725f199a75592cb875ec62','','5');
INSERT INTO "event" VALUES(11,'2026-11-21 18:06:00.000000','Rita','front desk','signed_up','signed up by hand','011ebf7654c8b68cb1e3f46ffe57cf1c8243fd635ee6e7cf1417e522148597fe','ec3b44484ad663582d4586d8c1de5b1e271c97df851997d4600ed190c7448334','OLD-77');
INSERT INTO "event" VALUES(12,'2026-11-21 18:06:00.000000','Rita','front desk','moved','moved from place 3 to 1','4831e8cba2edfc0111b64a6d97bd0557e205e97f9d576c4e8e71a09a7261b9c1','','4');
INSERT INTO "event" VALUES(13,'2026-11-21 18:06:00.000000','Rita','front desk','removed','removed from the queue','68d3b0cdd0caaabe5d7472163576d7ce7df9a62e00c74b371dc086591905409f','8dc8c052fdf8925511c158518ebf44362b92000a513c2b78f3ad2cd095d79b77','3');
INSERT INTO "event" VALUES(14,'2026-11-21 18:06:00.000000','Rita','front desk','wrong_pin','wrong PIN','1478fd30c8d541735c4b5efdc467e9a6f443ee5a8740d5724efaddd58cf148d5','',NULL);
INSERT INTO "event" VALUES(15,'2026-11-21 18:06:00.000000','Max','back office','banned','banned: banned, ban_reason','0c943c1d6557ffef5e45013a149da3cdce1171ccb32bba46b9b7a7bdbcaf2126','b1c40df270e9e7665c578d75b788aeff032fec8e4552c45edae5047e61ea5ade','2');
CREATE TABLE event_detail (
	seq INTEGER NOT NULL, 
	salt VARCHAR NOT NULL, 
	detail VARCHAR NOT NULL, 
	CONSTRAINT pk_event_detail PRIMARY KEY (seq), 
	CONSTRAINT fk_event_detail_seq FOREIGN KEY(seq) REFERENCES event (seq)
);
INSERT INTO "event_detail" VALUES(1,'40a73ca04ba57385225ea5e37489ee51','{"fields":{"number":["","1"],"first_name":[null,"Wilma"],"last_name":[null,"Overton"],"date_of_birth":[null,"1990-02-03"],"phone":[null,"5552014480"]}}');
INSERT INTO "event_detail" VALUES(2,'11397b45c397b72b1adfcfe09ae5d0a4','{"fields":{"number":["","2"],"first_name":[null,"Zo\u00eb"],"last_name":[null,"N\u00fa\u00f1ez-Vale"],"date_of_birth":[null,"1991-02-03"],"phone":[null,"5552014481"]}}');
INSERT INTO "event_detail" VALUES(3,'7db46f315f122416700621bd3173182d','{"fields":{"number":["","3"],"first_name":[null,"Ann"],"last_name":[null,"Marlowe"],"date_of_birth":[null,"1992-02-03"],"phone":[null,"5552014482"]}}');
INSERT INTO "event_detail" VALUES(6,'1f17a09e93221c81c313f4ecdc03caed','{"fields":{"license_number":[null,"D 712-2044"],"email":[null,"wilma@mail.example"],"notes":[null,"Two\nlines"]}}');
INSERT INTO "event_detail" VALUES(7,'4cf3d92be09e9a259cc8622107305c1b','{"fields":{"number":["","4"],"first_name":[null,"ODILE"],"last_name":[null,"FERNWAY"],"date_of_birth":[null,"1991-06-07"],"sex":[null,"F"],"id_type":[null,"driver_license"],"license_number":[null,"D5550199"],"license_state":[null,"CA"],"license_issued":[null,"2024-06-07"],"license_expires":[null,"2029-06-07"],"address_line1":[null,"4 SAMPLE LANE"],"city":[null,"EXAMPLETON"],"state":[null,"CA"],"country":[null,"USA"]}}');
INSERT INTO "event_detail" VALUES(9,'75b84ccd9ca2798c1df8e28cd476528a','{"fields":{"number":["","5"],"last_name":[null,"Gone"]}}');
INSERT INTO "event_detail" VALUES(11,'f6fd58030ea9fea2d73cb8062fbc451d','{"fields":{"number":["","OLD-77"],"first_name":[null,"Bo"],"adult_use":[true,false],"has_state_medical_id":[false,true],"medical_id":[null,"MM-100-200"],"medical_expires":[null,"2027-01-31"],"warning_1":[false,true]}}');
INSERT INTO "event_detail" VALUES(13,'11f7fbf3c7b9aec51c646ff3598a847c','{"reason":"left"}');
INSERT INTO "event_detail" VALUES(15,'60e55c7fe614eb9daabd6159d29ab695','{"fields":{"banned":[false,true],"ban_reason":[null,"shouted"]}}');
CREATE TABLE pin_tries (
	subject TEXT NOT NULL, 
	count INTEGER NOT NULL, 
	until DATETIME, 
	boot VARCHAR NOT NULL, 
	until_uptime FLOAT NOT NULL, 
	CONSTRAINT pk_pin_tries PRIMARY KEY (subject)
);
INSERT INTO "pin_tries" VALUES('employee:1',1,NULL,'11111111-2222-3333-4444-555555555555',15368.582245991);
INSERT INTO "pin_tries" VALUES('station:front desk',1,NULL,'11111111-2222-3333-4444-555555555555',15368.582933854);
CREATE TABLE queue_entry (
	id INTEGER NOT NULL, 
	customer_id INTEGER NOT NULL, 
	rank INTEGER NOT NULL, 
	checked_in_at DATETIME NOT NULL, 
	checked_in_by VARCHAR NOT NULL, 
	station VARCHAR NOT NULL, 
	override_by VARCHAR, 
	override_reason VARCHAR, 
	ended_at DATETIME, 
	ended_by VARCHAR, 
	ending VARCHAR, 
	ended_reason VARCHAR, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_queue_entry PRIMARY KEY (id), 
	CONSTRAINT fk_queue_entry_customer_id FOREIGN KEY(customer_id) REFERENCES customer (id)
);
INSERT INTO "queue_entry" VALUES(1,3,2,'2026-11-21 18:00:00.000000','Rita','front desk',NULL,NULL,'2026-11-21 18:06:00.000000','Rita','removed','left',2);
INSERT INTO "queue_entry" VALUES(2,1,3,'2026-11-21 18:03:00.000000','Rita','front desk',NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "queue_entry" VALUES(3,4,1,'2026-11-21 18:06:00.000000','Rita','front desk',NULL,NULL,NULL,NULL,NULL,NULL,1);
CREATE TABLE shop (
	id VARCHAR NOT NULL, 
	market VARCHAR NOT NULL, 
	secret_fingerprint VARCHAR NOT NULL, 
	next_number INTEGER NOT NULL, 
	customers INTEGER NOT NULL, 
	CONSTRAINT pk_shop PRIMARY KEY (id)
);
INSERT INTO "shop" VALUES('1b99e768-9a4c-4ff8-8229-c5b89ecc20e0','ca','8d48bd02a25441d7c6a2385b30ad81945ddac42a86d121864a785e4544a919dc',6,5);
CREATE TABLE word_form (
	kind TEXT NOT NULL, 
	form TEXT NOT NULL, 
	word TEXT NOT NULL, 
	CONSTRAINT pk_word_form PRIMARY KEY (kind, form, word)
)
 WITHOUT ROWID

;
INSERT INTO "word_form" VALUES('domain','.example','mail.example');
INSERT INTO "word_form" VALUES('domain','ail.example','mail.example');
INSERT INTO "word_form" VALUES('domain','ample','mail.example');
INSERT INTO "word_form" VALUES('domain','example','mail.example');
INSERT INTO "word_form" VALUES('domain','il.example','mail.example');
INSERT INTO "word_form" VALUES('domain','l.example','mail.example');
INSERT INTO "word_form" VALUES('domain','mail.example','mail.example');
INSERT INTO "word_form" VALUES('domain','mple','mail.example');
INSERT INTO "word_form" VALUES('domain','xample','mail.example');
INSERT INTO "word_form" VALUES('name','ale','vale');
INSERT INTO "word_form" VALUES('name','an','ann');
INSERT INTO "word_form" VALUES('name','ann','ann');
INSERT INTO "word_form" VALUES('name','arlowe','marlowe');
INSERT INTO "word_form" VALUES('name','bo','bo');
INSERT INTO "word_form" VALUES('name','dile','odile');
INSERT INTO "word_form" VALUES('name','ernway','fernway');
INSERT INTO "word_form" VALUES('name','fenway','fernway');
INSERT INTO "word_form" VALUES('name','fernay','fernway');
INSERT INTO "word_form" VALUES('name','fernwa','fernway');
INSERT INTO "word_form" VALUES('name','fernway','fernway');
INSERT INTO "word_form" VALUES('name','fernwy','fernway');
INSERT INTO "word_form" VALUES('name','ferway','fernway');
INSERT INTO "word_form" VALUES('name','frnway','fernway');
INSERT INTO "word_form" VALUES('name','ilma','wilma');
INSERT INTO "word_form" VALUES('name','malowe','marlowe');
INSERT INTO "word_form" VALUES('name','marloe','marlowe');
INSERT INTO "word_form" VALUES('name','marlow','marlowe');
INSERT INTO "word_form" VALUES('name','marlowe','marlowe');
INSERT INTO "word_form" VALUES('name','marlwe','marlowe');
INSERT INTO "word_form" VALUES('name','marowe','marlowe');
INSERT INTO "word_form" VALUES('name','mrlowe','marlowe');
INSERT INTO "word_form" VALUES('name','nn','ann');
INSERT INTO "word_form" VALUES('name','nnez','nunez');
INSERT INTO "word_form" VALUES('name','nnezvale','nunezvale');
INSERT INTO "word_form" VALUES('name','nuez','nunez');
INSERT INTO "word_form" VALUES('name','nuezvale','nunezvale');
INSERT INTO "word_form" VALUES('name','nune','nunez');
INSERT INTO "word_form" VALUES('name','nunevale','nunezvale');
INSERT INTO "word_form" VALUES('name','nunez','nunez');
INSERT INTO "word_form" VALUES('name','nunezale','nunezvale');
INSERT INTO "word_form" VALUES('name','nunezvae','nunezvale');
INSERT INTO "word_form" VALUES('name','nunezval','nunezvale');
INSERT INTO "word_form" VALUES('name','nunezvale','nunezvale');
INSERT INTO "word_form" VALUES('name','nunezvle','nunezvale');
INSERT INTO "word_form" VALUES('name','nunz','nunez');
INSERT INTO "word_form" VALUES('name','nunzvale','nunezvale');
INSERT INTO "word_form" VALUES('name','odie','odile');
INSERT INTO "word_form" VALUES('name','odil','odile');
INSERT INTO "word_form" VALUES('name','odile','odile');
INSERT INTO "word_form" VALUES('name','odle','odile');
INSERT INTO "word_form" VALUES('name','oe','zoe');
INSERT INTO "word_form" VALUES('name','oerton','overton');
INSERT INTO "word_form" VALUES('name','oile','odile');
INSERT INTO "word_form" VALUES('name','overon','overton');
INSERT INTO "word_form" VALUES('name','overtn','overton');
INSERT INTO "word_form" VALUES('name','overto','overton');
INSERT INTO "word_form" VALUES('name','overton','overton');
INSERT INTO "word_form" VALUES('name','oveton','overton');
INSERT INTO "word_form" VALUES('name','ovrton','overton');
INSERT INTO "word_form" VALUES('name','unez','nunez');
INSERT INTO "word_form" VALUES('name','unezvale','nunezvale');
INSERT INTO "word_form" VALUES('name','vae','vale');
INSERT INTO "word_form" VALUES('name','val','vale');
INSERT INTO "word_form" VALUES('name','vale','vale');
INSERT INTO "word_form" VALUES('name','verton','overton');
INSERT INTO "word_form" VALUES('name','vle','vale');
INSERT INTO "word_form" VALUES('name','wila','wilma');
INSERT INTO "word_form" VALUES('name','wilm','wilma');
INSERT INTO "word_form" VALUES('name','wilma','wilma');
INSERT INTO "word_form" VALUES('name','wima','wilma');
INSERT INTO "word_form" VALUES('name','wlma','wilma');
INSERT INTO "word_form" VALUES('name','ze','zoe');
INSERT INTO "word_form" VALUES('name','zo','zoe');
INSERT INTO "word_form" VALUES('name','zoe','zoe');
CREATE INDEX ix_queue_entry_customer_id_id ON queue_entry (customer_id, id);
CREATE UNIQUE INDEX uq_queue_entry_open ON queue_entry (customer_id) WHERE ending IS NULL;
CREATE INDEX ix_queue_entry_open_rank ON queue_entry (rank) WHERE ending IS NULL;
CREATE INDEX ix_action_by_seq ON action ("by", seq);
CREATE INDEX ix_action_station_seq ON action (station, seq);
CREATE INDEX ix_event_customer_seq ON event (customer, seq);
CREATE TRIGGER event_no_replace BEFORE INSERT ON event WHEN EXISTS (SELECT 1 FROM event WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'The history is append-only.'); END;
CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'The history is append-only.'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'The history is append-only.'); END;
CREATE TRIGGER event_detail_no_replace BEFORE INSERT ON event_detail WHEN EXISTS (SELECT 1 FROM event_detail WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'The history is append-only.'); END;
CREATE TRIGGER event_detail_no_update BEFORE UPDATE ON event_detail BEGIN SELECT RAISE(ABORT, 'The history is append-only.'); END;
CREATE TRIGGER event_detail_no_delete BEFORE DELETE ON event_detail BEGIN SELECT RAISE(ABORT, 'The history is append-only.'); END;
COMMIT;
